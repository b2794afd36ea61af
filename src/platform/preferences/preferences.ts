import { join } from "node:path";
import type { PreferencesStore } from "../../core/preferences.ts";
import { readOwnFile } from "../files/own-read.ts";
import { damaged, decode } from "./read.ts";

/** `config.json`, written by conf and read without it: conf takes longer to load than all the rest of a short command. */
export function createPreferences(configDir: string): PreferencesStore {
  const path = join(configDir, "config.json");
  return {
    async get() {
      const found = decode(readOwnFile(path));
      if (found === "damaged") throw damaged(path, "was left as it is");
      return found;
    },
    async set(change) {
      const { setPreferences } = await import("./write.ts");
      await setPreferences(configDir, path, change);
    },
  };
}
