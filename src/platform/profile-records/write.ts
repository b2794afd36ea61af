import { existsSync } from "node:fs";
import { differsInCase, twinAmong } from "../../core/case-twin.ts";
import type { Profile } from "../../core/profile.ts";
import { checkProfileName } from "../../core/profile.ts";
import { visible } from "../../core/visible.ts";
import { makeOwnFolder } from "../files/folder.ts";
import { removeOwnFile, writeOwnFile } from "../files/own-file.ts";
import { readOwnFile } from "../files/own-read.ts";
import { setAside } from "../files/set-aside.ts";
import { damaged, namesIn, newer, pathOf, readRecord } from "./read.ts";
import { decodeProfile, encodeProfile } from "./record.ts";

export function putRecord(configDir: string, folder: string, profile: Profile): void {
  const name = checkProfileName(profile.name);
  const names = namesIn(folder);
  const twin = twinAmong(names, name);
  if (twin !== undefined && !isRenamed(folder, names, twin, profile)) throw differsInCase(name, twin);
  keepUnreadable(folder, name);
  makeOwnFolder(configDir);
  writeOwnFile(pathOf(folder, name), encodeProfile(profile));
}

/** The same login under both names is on its way from one to the other, where the file system tells them apart. */
function isRenamed(folder: string, names: readonly string[], twin: string, { name, ref }: Profile): boolean {
  const isOneFile = existsSync(pathOf(folder, name)) && !names.includes(name);
  return !isOneFile && readRecord(folder, twin)?.ref === ref;
}

/** False where there was none. */
export function removeRecord(folder: string, name: string): boolean {
  return removeOwnFile(pathOf(folder, checkProfileName(name)));
}

/** A record that cannot be read is the only trace of a login: it is never written over. */
function keepUnreadable(folder: string, name: string): void {
  const path = pathOf(folder, name);
  const text = readOwnFile(path);
  const found = text === null ? null : decodeProfile(text);
  if (found === "newer") throw newer(path);
  if (found === "damaged") throw damaged(path, `is kept as ${visible(setAside(path))}; nothing was written`);
}
