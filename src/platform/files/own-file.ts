import { renameSync, unlinkSync } from "node:fs";
import { dirname } from "node:path";
import { checkOwnFolder, makeOwnFolder, syncFolder } from "./folder.ts";
import { errorCode, localIo } from "./problems.ts";
import { readSafely } from "./safe-read.ts";
import { discard, removeLeftovers, writeTemp } from "./temp.ts";

/**
 * Replaces the file as a whole, 0600 in a folder that is 0700: whenever it is interrupted, the old text or the new
 * one is there. Throws as `readOwnFile` does, and then the old text is.
 */
export function writeOwnFile(path: string, text: string): void {
  attempt("write", path, () => {
    const folder = dirname(path);
    makeOwnFolder(folder);
    const before = readSafely(path, 1);
    removeLeftovers(folder);
    moveInto(path, writeTemp(path, Buffer.from(text, "utf8")));
    try {
      syncFolder(folder);
    } catch (error) {
      putBack(path, before);
      throw error;
    }
  });
}

/** False where there was none. */
export function removeOwnFile(path: string): boolean {
  return attempt("remove", path, () => {
    if (!checkOwnFolder(dirname(path))) return false;
    try {
      unlinkSync(path);
    } catch (error) {
      if (errorCode(error) === "ENOENT") return false;
      throw error;
    }
    syncFolder(dirname(path));
    return true;
  });
}

function moveInto(path: string, temp: string): void {
  try {
    renameSync(temp, path);
  } catch (error) {
    discard(temp);
    throw error;
  }
}

/** The caller is told that nothing was stored, so nothing new may stay. */
function putBack(path: string, before: Buffer | null): void {
  if (before === null) discard(path);
  else moveInto(path, writeTemp(path, before));
}

function attempt<T>(verb: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw localIo(verb, path, error);
  }
}
