import { FobError } from "../../core/errors.ts";
import type { Command } from "../command.ts";
import { nothing } from "../schema/words.ts";

export const sandbox: Command = {
  options: [{ flags: "--port <PORT>", description: "the port on 127.0.0.1; none: a free one" }],
  details:
    "Serves made-up Productive, Pixwel, Amity and Babel APIs until Ctrl-C, with accounts to try fob against.",
  examples: ["fob sandbox", "fob sandbox --port 8600"],
  output: { data: nothing },
  async run(app, input) {
    const port = input.text("port") ?? "0";
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
      throw new FobError("usage", "--port takes a number up to 65535.");
    // With --json stdout is the document alone, so the lines are conversation.
    const isDocument = input.has("json") || input.has("jsonl");
    await app.showcase.serve(Number(port), app.budget.signal, (lines) => {
      if (isDocument) for (const line of lines) app.terminal.note(line);
      else app.terminal.print(`${lines.join("\n")}\n`);
    });
    return { data: null, text: () => "" };
  },
};
