import type { CommandEntry } from "../command.ts";
