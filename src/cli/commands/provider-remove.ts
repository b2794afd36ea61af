import { removeProvider } from "../../actions/added-providers.ts";
import type { Command } from "../command.ts";
import { object, text } from "../schema/words.ts";

export const providerRemove: Command = {
  arguments: [{ name: "<provider>", description: "one that was added by a file", values: "provider" }],
  details: "Its logins are to be ended first: without the file nothing can end them.",
  examples: ["fob logout example && fob provider remove example"],
  output: { data: object({ provider: text }) },
  async run(app, input) {
    const [id = ""] = input.args;
    await removeProvider(app, id);
    return { data: { provider: id }, text: () => `${id} is removed.` };
  },
};
