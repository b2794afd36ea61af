import { CommanderError, type Help, Command as Parser } from "commander";
import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { Notice } from "../core/provider.ts";
import type { Command, CommandEntry, OptionSpec, View } from "./command.ts";
import { commands, groups } from "./commands/index.ts";
