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
  if (text === null) return { defaultProfile: null, store: null, audit: null };
  const value = parseJson(text);
  if (!isRecord(value)) return "damaged";
  const defaultProfile = value.defaultProfile ?? null;
  if (defaultProfile !== null && (typeof defaultProfile !== "string" || !isProfileName(defaultProfile)))
    return "damaged";
  const store = storeNames.find((known) => known === value.store) ?? null;
  const audit = typeof value.audit === "boolean" ? value.audit : null;
  const isLeftOut = store !== (value.store ?? null) || audit !== (value.audit ?? null);
  return isLeftOut ? "damaged" : { defaultProfile, store, audit };
}

function isSame(found: Preferences | "damaged", wanted: Preferences): boolean {
  if (found === "damaged") return false;
  const { defaultProfile, store, audit } = wanted;
  return found.defaultProfile === defaultProfile && found.store === store && found.audit === audit;
}

function damaged(path: string, fate: string): FobError {
  return new FobError("local_io", `The preferences in ${visible(path)} are damaged; the file ${fate}.`, {
    hint: "Move it away, then set the preferences again: fob profile use PROFILE, fob store use NAME.",
  });
}
