import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isSameButCase } from "../../core/case-twin.ts";
import { FobError } from "../../core/errors.ts";
import type { Profile } from "../../core/profile.ts";
import { isProfileName } from "../../core/profile.ts";
import { visible } from "../../core/visible.ts";
import { checkOwnFolder } from "../files/folder.ts";
import { readOwnFile } from "../files/own-read.ts";
import { localIo } from "../files/problems.ts";
import { decodeProfile } from "./record.ts";

const ending = ".json";

export function pathOf(folder: string, name: string): string {
  return join(folder, name + ending);
}

export function namesIn(folder: string): readonly string[] {
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

export function readRecord(folder: string, name: string): Profile | null {
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

export function damaged(path: string, fate: string): FobError {
  return new FobError("local_io", `The profile's record ${visible(path)} is damaged; it ${fate}.`, {
    hint: "Move it away, then log in again.",
  });
}

export function newer(path: string): FobError {
  return new FobError("local_io", `${visible(path)} was written by a newer fob; it was left as it is.`, {
    hint: "Update fob on this machine.",
  });
}
