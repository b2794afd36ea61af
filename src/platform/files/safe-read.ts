import type { Stats } from "node:fs";
import { closeSync, constants, fchmodSync, fstatSync, lstatSync, openSync, readSync } from "node:fs";
import { FobError } from "../../core/errors.ts";
import { visible } from "../../core/visible.ts";
import { errorCode, unsafeFile } from "./problems.ts";

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
const others = 0o077;
const maxBytes = 8 * 1024 * 1024;

/**
 * The file's bytes, null where there is none. All is checked on the open file, so that nobody can change it between
 * check and use (CVE-2025-46328); a pipe is not waited for. `maxLinks` is 1 but for locks, which are made by a link.
 */
export function readSafely(path: string, maxLinks: number, mostBytes = maxBytes): Buffer | null {
  const fd = open(path);
  if (fd === null) return null;
  try {
    const stats = fstatSync(fd);
    check(path, stats, maxLinks, mostBytes);
    if (process.platform !== "win32" && (stats.mode & others) !== 0) fchmodSync(fd, 0o600);
    return readWhole(fd, path, stats.size);
  } finally {
    closeSync(fd);
  }
}

function open(path: string): number | null {
  // Windows has no O_NOFOLLOW; making a link there takes a privilege.
  if (process.platform === "win32" && lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
    throw unsafeFile(path, "is a symbolic link");
  try {
    return openSync(path, O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT") return null;
    if (code === "ELOOP") throw unsafeFile(path, "is a symbolic link");
    // open(2): ENXIO for a socket.
    if (code === "ENXIO") throw unsafeFile(path, "is not a regular file");
    throw error;
  }
}

function check(path: string, stats: Stats, maxLinks: number, mostBytes: number): void {
  if (stats.isDirectory()) throw Object.assign(new Error("a folder"), { code: "EISDIR" });
  if (!stats.isFile()) throw unsafeFile(path, "is not a regular file");
  if (process.platform !== "win32" && stats.uid !== process.geteuid?.())
    throw unsafeFile(path, "belongs to another user");
  if (stats.nlink > maxLinks) throw unsafeFile(path, "has a second name (a hard link)");
  if (stats.size > mostBytes) {
    throw new FobError("local_io", `${visible(path)} is too large to be a file of fob's.`, {
      hint: "Look at it, and move it away if it is none.",
    });
  }
}

function readWhole(fd: number, path: string, size: number): Buffer {
  const buffer = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const count = readSync(fd, buffer, length, size - length, null);
    if (count === 0) throw new FobError("local_io", `${visible(path)} was cut short while it was read.`);
    length += count;
  }
  return buffer;
}
