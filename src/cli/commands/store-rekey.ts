import type { Command } from "../command.ts";
import { count, object, text } from "../schema/words.ts";

export const storeRekey: Command = {
  details:
    "Before: put a new key (fob store key) as the first line into every machine's FOB_STORE_KEY_FILE, and keep the old " +
    "one as the second. Then run this once, anywhere: everything is sealed with the first key, while all machines go " +
    "on reading and writing. After: remove the old line everywhere.",
  examples: ["fob store rekey", "fob store rekey --json"],
  output: { data: object({ key_id: text, resealed: count }) },
  async run(app) {
    const { keyId, resealed } = await app.shared.rekey();
    return {
      data: { key_id: keyId, resealed },
      text: () =>
        `Everything is sealed with the key ${keyId} (${resealed} entries anew). Now remove the former key from every machine.`,
    };
  },
};
