import { FobError } from "../../core/errors.ts";
import type { Command } from "../command.ts";

export const demo: Command = {
  details:
    "Starts the sandbox, runs the whole story against it with the encrypted-file store in a temporary folder,\nand leaves nothing behind.",
  examples: ["fob demo"],
  async run(app) {
    const told = await app.showcase.demo((line) => app.terminal.print(`${line}\n`));
    const failure = told ? null : new FobError("bug", "The story did not end as it should.");
    return { data: { ok: told }, text: () => "", failure };
  },
};
