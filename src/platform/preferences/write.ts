import type { Preferences } from "../../core/preferences.ts";
import { visible } from "../../core/visible.ts";
import { makeOwnFolder } from "../files/folder.ts";
import { readOwnFile } from "../files/own-read.ts";
import { setAside } from "../files/set-aside.ts";
import { damaged, decode } from "./read.ts";
import { writeByConf } from "./write-by-conf.ts";

export async function setPreferences(
  configDir: string,
  path: string,
  change: Partial<Preferences>,
): Promise<void> {
  makeOwnFolder(configDir);
  const before = readOwnFile(path);
  const found = decode(before);
  if (found === "damaged") throw damaged(path, `is kept as ${visible(setAside(path))}; nothing was changed`);
  const wanted = { ...found, ...change };
  const isWritten = (text: string | null) => isSame(decode(text), wanted);
  await writeByConf({ configDir, path, before, wanted, isWritten });
}

function isSame(found: Preferences | "damaged", wanted: Preferences): boolean {
  if (found === "damaged") return false;
  const keys = ["defaultProfile", "store", "storeUrl", "audit"] as const;
  return keys.every((key) => found[key] === wanted[key]);
}
