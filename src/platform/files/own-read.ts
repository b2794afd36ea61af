import { dirname } from "node:path";
import { checkOwnFolder } from "./folder.ts";
import { localIo } from "./problems.ts";
import { readGiven, readSafely } from "./safe-read.ts";

/** Null where there is none. FobError `unsafe_file` for what another user may have put there, else `local_io`. */
export function readOwnFile(path: string): string | null {
  return reading(path, () =>
    checkOwnFolder(dirname(path)) ? (readSafely(path, 1)?.toString("utf8") ?? null) : null,
  );
}

/** A secret that the user or the machine keeps in a file: see `readGiven`. */
export function readNamedFile(path: string): { readonly text: string; readonly exposed: boolean } | null {
  return reading(path, () => {
    const given = readGiven(path);
    return given === null ? null : { text: given.bytes.toString("utf8"), exposed: given.exposed };
  });
}

function reading<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw localIo("read", path, error);
  }
}
