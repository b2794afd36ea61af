import { join } from "node:path";
import { FobError } from "../../core/errors.ts";
import { isRecord, parseJson } from "../../core/narrow.ts";
import type { Preferences, PreferencesStore } from "../../core/preferences.ts";
import { isProfileName } from "../../core/profile.ts";
import { storeNames } from "../../core/store.ts";
import { visible } from "../../core/visible.ts";
import { makeOwnFolder } from "../files/folder.ts";
import { readOwnFile } from "../files/own-file.ts";
import { setAside } from "../files/set-aside.ts";
import { writeByConf } from "./write-by-conf.ts";

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
      makeOwnFolder(configDir);
      const before = readOwnFile(path);
      const found = decode(before);
      if (found === "damaged")
        throw damaged(path, `is kept as ${visible(setAside(path))}; nothing was changed`);
      const wanted = { ...found, ...change };
      await writeByConf({
        configDir,
        path,
        before,
        wanted,
        isWritten: (text) => isSame(decode(text), wanted),
      });
    },
  };
}

function decode(text: string | null): Preferences | "damaged" {
  if (text === null) return { defaultProfile: null, store: null };
  const value = parseJson(text);
  if (!isRecord(value)) return "damaged";
  const defaultProfile = value.defaultProfile ?? null;
  const store = storeNames.find((known) => known === value.store) ?? null;
  if (store === null && (value.store ?? null) !== null) return "damaged";
  if (defaultProfile === null) return { defaultProfile, store };
  if (typeof defaultProfile !== "string" || !isProfileName(defaultProfile)) return "damaged";
  return { defaultProfile, store };
}

function isSame(found: Preferences | "damaged", wanted: Preferences): boolean {
  return (
    found !== "damaged" && found.defaultProfile === wanted.defaultProfile && found.store === wanted.store
  );
}

function damaged(path: string, fate: string): FobError {
  return new FobError("local_io", `The preferences in ${visible(path)} are damaged; the file ${fate}.`, {
    hint: "Move it away, then set the preferences again: fob profile use PROFILE, fob store use NAME.",
  });
}
