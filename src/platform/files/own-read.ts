import { dirname } from "node:path";
import { checkOwnFolder } from "./folder.ts";
import { localIo } from "./problems.ts";
import { readSafely } from "./safe-read.ts";

/** Null where there is none. FobError `unsafe_file` for what another user may have put there, else `local_io`. */
export function readOwnFile(path: string): string | null {
  return reading(path, () =>
    checkOwnFolder(dirname(path)) ? (readSafely(path, 1)?.toString("utf8") ?? null) : null,
  );
}

/** As `readOwnFile`, for a file that the user keeps in a folder of any kind. */
export function readNamedFile(path: string): string | null {
  return reading(path, () => readSafely(path, 1)?.toString("utf8") ?? null);
}

function reading<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw localIo("read", path, error);
  }
}
