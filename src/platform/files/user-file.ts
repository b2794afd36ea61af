import { closeSync, openSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { FobError } from "../../core/errors.ts";
import type { UserFile } from "../../core/user-file.ts";
import { visible } from "../../core/visible.ts";
import { syncUserFolder } from "./folder.ts";
import { errorCode, localIo } from "./problems.ts";
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
    syncUserFolder(dirname(path));
  } catch (error) {
    throw localIo("write", path, error);
  }
}

/** Reserved under its name at once: what is written into it later takes the place of the empty file. */
export function newUserFile(path: string): UserFile {
  try {
    closeSync(openSync(path, "wx", 0o600));
    syncOrDiscard(path);
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw localIo("write", path, error);
    throw new FobError("local_io", `${visible(path)} exists already: nothing was written.`, {
      hint: "Name another file.",
      cause: error,
    });
  }
  return { write: (text) => writeUserFile(path, text), discard: () => discard(path) };
}

/** A reserved name that is not used must not stand in the way of the next run. */
function syncOrDiscard(path: string): void {
  try {
    syncUserFolder(dirname(path));
  } catch (error) {
    discard(path);
    throw error;
  }
}
