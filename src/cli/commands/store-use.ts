import { useStore } from "../../actions/stores.ts";
import { FobError } from "../../core/errors.ts";
import { storeNames } from "../../core/store.ts";
import type { Command } from "../command.ts";
import { storeName } from "../global-options.ts";
import { statusJson, statusSchema } from "./store-status.ts";

export const storeUse: Command = {
  arguments: [{ name: "<store>", description: storeNames.join(", "), values: storeNames }],
  options: [
    { flags: "--url <URL>", description: "the database of postgres, without a password (FOB_STORE_URL)" },
  ],
  details:
    "New logins rest there from now on. A database is shared: all machines that name it and have its key use the " +
    "same logins. Its password comes from PGPASSWORD, ~/.pgpass or --secret storePassword=SOURCE.",
  examples: [
    "fob store use keychain",
    "FOB_STORE_KEY_FILE=~/.fob.key fob store use file",
    "fob store use postgres --url postgres://runner@db.example.com/fob",
  ],
  output: { data: statusSchema },
  async run(app, input) {
    const name = storeName(input.args[0] ?? null);
    if (name === null)
      throw new FobError("usage", "No store is named.", { hint: "fob store use keychain|file|postgres" });
    const status = await useStore(app, name);
    return { data: statusJson(status), text: () => `New logins rest in ${status.description} from now on.` };
  },
};
