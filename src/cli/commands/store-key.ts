import type { Command } from "../command.ts";
import { object, text } from "../schema/words.ts";

export const storeKey: Command = {
  details: "Prints 32 random bytes for FOB_STORE_KEY_FILE or FOB_STORE_KEY. Keep it apart from the store.",
  examples: ["(umask 077; fob store key > ~/.fob.key)"],
  output: { data: object({ key: text }) },
  async run(app) {
    const line = app.makeStoreKey();
    return { data: { key: line }, secret: { line, ifLost: "Nothing was stored; make another key." } };
  },
};
