import type { Command } from "../../src/cli/command.ts";
import { commands } from "../../src/cli/commands/index.ts";

/** A command as the manual and the tables show it. */
export interface Described {
  /** As `sessions list`. */
  readonly name: string;
  readonly summary: string;
  readonly command: Command;
}

export async function describeAll(): Promise<readonly Described[]> {
  const all = commands.map(async ({ path, summary, load }) => ({
    name: path.join(" "),
    summary,
    command: await load(),
  }));
  return Promise.all(all);
}
