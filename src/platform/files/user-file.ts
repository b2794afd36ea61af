import { renameSync } from "node:fs";
import { dirname } from "node:path";
import { syncFolder } from "./folder.ts";
import { localIo } from "./problems.ts";
import { readSafely } from "./safe-read.ts";
import { discard, writeTemp } from "./temp.ts";

const mostBytes = 128 * 1024 * 1024;

/** A file that the user names, in a folder of any kind; null where there is none. */
export function readUserFile(path: string): string | null {
  try {
    return readSafely(path, 1, mostBytes)?.toString("utf8") ?? null;
  } catch (error) {
    throw localIo("read", path, error);
  }
}

/** Whole or not at all, 0600; the folder is left as it is. */
export function writeUserFile(path: string, text: string): void {
  try {
    const temp = writeTemp(path, Buffer.from(text, "utf8"));
    try {
      renameSync(temp, path);
    } catch (error) {
      discard(temp);
      throw error;
    }
    syncFolder(dirname(path));
  } catch (error) {
    throw localIo("write", path, error);
  }
}
