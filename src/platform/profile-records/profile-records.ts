import { readdirSync } from "node:fs";
import { join } from "node:path";
import { FobError, isFobError } from "../../core/errors.ts";
import type { Profile } from "../../core/profile.ts";
import { checkProfileName, isProfileName } from "../../core/profile.ts";
import type { ProfileRecords } from "../../core/profiles.ts";
import { visible } from "../../core/visible.ts";
import { checkOwnFolder, makeOwnFolder } from "../files/folder.ts";
import { readOwnFile, removeOwnFile, writeOwnFile } from "../files/own-file.ts";
import { localIo } from "../files/problems.ts";
import { setAside } from "../files/set-aside.ts";
import { decodeProfile, encodeProfile } from "./record.ts";

const ending = ".json";

/** One file a profile, so that a damaged one takes no other with it, and two writers never meet. */
export function createProfileRecords(configDir: string): ProfileRecords {
  const folder = join(configDir, "profiles");
  return {
    async list() {
      const read = namesIn(folder).map((name) => attempt(() => readRecord(folder, name)));
      return {
        profiles: read.flatMap((result) => (result === null || isFobError(result) ? [] : [result])),
        problems: read.filter((result) => isFobError(result)),
      };
    },
    async get(name) {
      return readRecord(folder, checkProfileName(name));
    },
    async put(profile) {
      const name = checkProfileName(profile.name);
      const twin = namesIn(folder).find((other) => other !== name && isSameButCase(other, name));
      if (twin !== undefined) throw differsInCase(name, twin);
      keepUnreadable(folder, name);
      makeOwnFolder(configDir);
      writeOwnFile(pathOf(folder, name), encodeProfile(profile));
    },
    async remove(name) {
      return removeOwnFile(pathOf(folder, checkProfileName(name)));
    },
  };
}

function pathOf(folder: string, name: string): string {
  return join(folder, name + ending);
}

function namesIn(folder: string): readonly string[] {
  try {
    if (!checkOwnFolder(folder)) return [];
    const names = readdirSync(folder).filter((file) => file.endsWith(ending));
    return names
      .map((file) => file.slice(0, -ending.length))
      .filter(isProfileName)
      .sort();
  } catch (error) {
    throw localIo("read", folder, error);
  }
}

function readRecord(folder: string, name: string): Profile | null {
  const path = pathOf(folder, name);
  const text = readOwnFile(path);
  if (text === null) return null;
  const profile = decodeProfile(text);
  if (profile === "newer") throw newer(path);
  if (profile === "damaged") throw damaged(path, "was left as it is");
  if (profile.name === name) return profile;
  // A file system that ignores case opens `work` for `Work`.
  if (isSameButCase(profile.name, name)) return null;
  throw damaged(path, "was left as it is");
}

/** A record that cannot be read is the only trace of a login: it is never written over. */
function keepUnreadable(folder: string, name: string): void {
  const path = pathOf(folder, name);
  const text = readOwnFile(path);
  const found = text === null ? null : decodeProfile(text);
  if (found === "newer") throw newer(path);
  if (found === "damaged") throw damaged(path, `is kept as ${visible(setAside(path))}; nothing was written`);
}

function attempt<T>(work: () => T): T | FobError {
  try {
    return work();
  } catch (error) {
    if (isFobError(error)) return error;
    throw error;
  }
}

function isSameButCase(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function damaged(path: string, fate: string): FobError {
  return new FobError("local_io", `The profile's record ${visible(path)} is damaged; it ${fate}.`, {
    hint: "Move it away, then log in again.",
  });
}

function newer(path: string): FobError {
  return new FobError("local_io", `${visible(path)} was written by a newer fob; it was left as it is.`, {
    hint: "Update fob on this machine.",
  });
}

function differsInCase(name: string, twin: string): FobError {
  return new FobError(
    "usage",
    `There is a profile ${twin} already, and ${name} differs from it in case alone.`,
    {
      hint: `Use --profile ${twin}, or another name.`,
    },
  );
}
