import { FobError } from "../../core/errors.ts";
import type { Command } from "../command.ts";
import { nothing } from "../schema/words.ts";

export const sandbox: Command = {
  options: [
    { flags: "--port <PORT>", description: "the port on 127.0.0.1; none: a free one" },
    { flags: "--sessions <COUNT>", description: "so many more sessions at Productive, up to 1000000" },
    { flags: "--rate-limits", description: "with the documented rate limits of Productive and Amity" },
  ],
  details:
    "Serves made-up Productive, Pixwel, Amity and Babel APIs until Ctrl-C, with accounts to try fob against.",
  examples: ["fob sandbox", "fob sandbox --port 8600", "fob sandbox --sessions 100000"],
  output: { data: nothing },
  async run(app, input) {
    const port = input.text("port") ?? "0";
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
      throw new FobError("usage", "--port takes a number up to 65535.");
    const sessions = input.text("sessions") ?? "0";
    if (!/^\d{1,7}$/.test(sessions) || Number(sessions) > 1_000_000)
      throw new FobError("usage", "--sessions takes a count up to 1000000.");
    const load = { sessions: Number(sessions), rateLimits: input.has("rate-limits") };
    // With --json stdout is the document alone, so the lines are conversation.
    const isDocument = input.has("json") || input.has("jsonl");
    const tell = (lines: readonly string[]) => {
      if (isDocument) for (const line of lines) app.terminal.note(line);
      else app.terminal.print(`${lines.join("\n")}\n`);
    };
    await app.showcase.serve(Number(port), app.budget.signal, tell, load);
    return { data: null, text: () => "" };
  },
};
