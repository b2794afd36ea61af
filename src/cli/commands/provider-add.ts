import { addProvider } from "../../actions/added-providers.ts";
import type { Command } from "../command.ts";
import { object, text } from "../schema/words.ts";
import { providerJson, providerSchema } from "./provider-json.ts";

export const providerAdd: Command = {
  arguments: [{ name: "<file>", description: "a provider file, or - for stdin", values: "file" }],
  details:
    "Shows what the file describes, asks, and keeps a copy with its SHA-256: a copy that differs from what was\n" +
    "confirmed is refused (13) until it is added again. docs/writing-a-provider.md says what stands in a file.",
  examples: ["fob provider add fob-provider.json", "fob provider add fob-provider.json --yes"],
  output: { data: object({ provider: providerSchema, path: text, sha256: text }) },
  async run(app, input) {
    const { info, path, sha256 } = await addProvider(app, input.args[0] ?? "");
    return {
      data: { provider: providerJson(info), path, sha256 },
      text: () => `${info.id} is added. Log in with: fob login ${info.id}`,
    };
  },
};
