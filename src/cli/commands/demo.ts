import { FobError } from "../../core/errors.ts";
import type { Command } from "../command.ts";
import { object, truth } from "../schema/words.ts";

export const demo: Command = {
  details:
    "Starts the sandbox, runs the whole story against it with the encrypted-file store in a temporary folder,\nand leaves nothing behind.",
  examples: ["fob demo"],
  output: { data: object({ ok: truth }) },
  async run(app, input) {
    // With --json stdout is the document alone, so the story is conversation.
    const isDocument = input.has("json") || input.has("jsonl");
    const tell = (line: string) => (isDocument ? app.terminal.note(line) : app.terminal.print(`${line}\n`));
    const { signal } = app.budget;
    const told = await app.showcase.demo(tell, signal).catch((error: unknown) => {
      throw signal.aborted ? signal.reason : error;
    });
    signal.throwIfAborted();
    const failure = told ? null : new FobError("bug", "The story did not end as it should.");
    return { data: { ok: told }, text: () => "", failure };
  },
};
