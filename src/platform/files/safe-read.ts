import type { Stats } from "node:fs";
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
} from "node:fs";
import { FobError } from "../../core/errors.ts";
import { visible } from "../../core/visible.ts";
import { errorCode, unsafeFile } from "./problems.ts";

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY, W_OK } = constants;
const others = 0o077;
const othersRead = 0o044;
const othersWrite = 0o022;
const maxBytes = 8 * 1024 * 1024;

/**
 * The file's bytes, null where there is none. All is checked on the open file, so that nobody can change it between
 * check and use (CVE-2025-46328); a pipe is not waited for. `maxLinks` is 1 but for locks, which are made by a link.
 */
export function readSafely(path: string, maxLinks: number, mostBytes = maxBytes): Buffer | null {
  return withOpen(path, (fd, stats) => {
    check(path, stats, { maxLinks, mostBytes, owners: [process.geteuid?.()] });
    if (process.platform !== "win32" && (stats.mode & others) !== 0) fchmodSync(fd, 0o600);
    return readWhole(fd, path, stats.size);
  });
}

/**
 * The bytes of a secret file that somebody else looks after: the user, who is told to close it, or who mounted it,
 * often root's, open and read-only, which nobody here can change: then `exposed` says whether other users can read it.
 */
export function readGiven(path: string): { readonly bytes: Buffer; readonly exposed: boolean } | null {
  return withOpen(path, (fd, stats) => {
    const me = process.geteuid?.();
    check(path, stats, { maxLinks: 1, mostBytes: maxBytes, owners: [me, 0] });
    const exposed = process.platform !== "win32" && isExposed(path, stats, stats.uid === me);
    return { bytes: readWhole(fd, path, stats.size), exposed };
  });
}

function isExposed(path: string, { mode }: Stats, isMine: boolean): boolean {
  if ((mode & others) === 0) return false;
  // A group is how a mounted file of root's is meant to be read.
  const readers = isMine ? othersRead : 0o004;
  if ((mode & othersWrite) === 0 && !(isMine && canBeChanged(path))) return (mode & readers) !== 0;
  const rights = (mode & 0o777).toString(8).padStart(4, "0");
  throw new FobError("unsafe_file", `${visible(path)} is open to other users (mode ${rights}).`, {
    hint: `Close it, and replace what is in it if others may have read that: chmod 600 '${visible(path)}'`,
  });
}

/** access(2) tells a read-only file system whoever asks. */
function canBeChanged(path: string): boolean {
  try {
    accessSync(path, W_OK);
    return true;
  } catch (error) {
    return errorCode(error) !== "EROFS";
  }
}

function withOpen<T>(path: string, work: (fd: number, stats: Stats) => T): T | null {
  const fd = open(path);
  if (fd === null) return null;
  try {
    return work(fd, fstatSync(fd));
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

interface Limits {
  readonly maxLinks: number;
  readonly mostBytes: number;
  readonly owners: readonly (number | undefined)[];
}

function check(path: string, stats: Stats, { maxLinks, mostBytes, owners }: Limits): void {
  if (stats.isDirectory()) throw Object.assign(new Error("a folder"), { code: "EISDIR" });
  if (!stats.isFile()) throw unsafeFile(path, "is not a regular file");
  if (process.platform !== "win32" && !owners.includes(stats.uid))
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
