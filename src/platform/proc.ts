import { closeSync, openSync, readSync } from "node:fs";

/** One read gives all of such a file as it is now. */
const mostBytes = 4096;

/**
 * A short file of proc(5), such as `self/stat`; null on systems without it and where it is hidden. `readFileSync` takes
 * 64 KiB for each since they tell no size, and its way of reading UTF-8 aborts where close(2) fails (Node's
 * src/node_file.cc, ReadFileUtf8).
 */
export function readProc(name: string): string | null {
  try {
    const fd = openSync(`/proc/${name}`, "r");
    try {
      const bytes = Buffer.allocUnsafe(mostBytes);
      return bytes.toString("utf8", 0, readSync(fd, bytes));
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  }
}

/** The fields of proc(5)'s stat from the third on: the name, which is the second, may hold blanks and parentheses. */
export function readStat(pid: number | "self"): readonly string[] | null {
  const text = readProc(`${pid}/stat`);
  return text?.slice(text.lastIndexOf(")") + 2).split(" ") ?? null;
}
