import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
} from "node:fs";
import { dirname } from "node:path";
import { errorCode, localIo, unsafeFile } from "./problems.ts";

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants;
const sticky = 0o1000;
const others = 0o077;

/** Makes the folder, and those above it that are missing, for this user alone. */
export function makeOwnFolder(path: string): void {
  if (checkOwnFolder(path)) return;
  try {
    make(path);
  } catch (error) {
    throw localIo("make the folder", path, error);
  }
  checkOwnFolder(path);
}

/**
 * False where there is none. A folder of ours that others may enter is closed to them; one that is not ours, or
 * reached through a link, is refused: whoever owns it decides what is in it.
 */
export function checkOwnFolder(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  if (stats.isSymbolicLink()) throw unsafeFile(path, "is a symbolic link where a folder should be");
  if (!stats.isDirectory())
    throw localIo("use", path, Object.assign(new Error("no folder"), { code: "ENOTDIR" }));
  if (process.platform === "win32") return true;
  if (stats.uid !== process.geteuid?.()) throw unsafeFile(path, "belongs to another user");
  if ((stats.mode & sticky) !== 0) throw unsafeFile(path, "is a folder that users share");
  if ((stats.mode & others) !== 0) close(path);
  return true;
}

/** Makes a rename or a removal in the folder last through a loss of power. */
export function syncFolder(path: string): void {
  // Windows opens no folders, and its file systems keep their own journal.
  if (process.platform === "win32") return;
  const fd = openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  try {
    fsyncSync(fd);
  } catch (error) {
    // fsync(2): "fd is bound to a special file which does not support synchronization".
    if (errorCode(error) !== "EINVAL") throw error;
  } finally {
    closeSync(fd);
  }
}

/** As `syncFolder`, for a folder that the user names: it may be reached through a link, as /tmp is on macOS. */
export function syncUserFolder(path: string): void {
  syncFolder(realpathSync(path));
}

function make(path: string): void {
  const parent = dirname(path);
  if (parent !== path && lstatSync(parent, { throwIfNoEntry: false }) === undefined) make(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) === "EEXIST") return;
    throw error;
  }
  // The umask may have taken bits that we need.
  chmodSync(path, 0o700);
}

function close(path: string): void {
  try {
    const fd = openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    try {
      fchmodSync(fd, 0o700);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw localIo("close to other users", path, error);
  }
}
