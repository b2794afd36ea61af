import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from "node:fs";

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
const mostBytes = 1024 * 1024;

/** Whether the folder is as fob makes it: a real one, ours, closed to others (platform/files/folder.ts). */
export function isPlainFolder(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isDirectory() === true && stats.uid === process.geteuid?.() && (stats.mode & 0o1077) === 0;
}

/** The text of a file that is as fob writes it; null for what platform/files/safe-read.ts refuses, mends or tells of. */
export function plainText(path: string): string | null {
  const fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const { mode, nlink, size, uid } = fstatSync(fd);
    // inode(7): a regular file, 0600 or less.
    const isPlain = (mode & 0o170077) === 0o100000 && uid === process.geteuid?.() && nlink === 1;
    return isPlain && size <= mostBytes ? readFileSync(fd, "utf8") : null;
  } finally {
    closeSync(fd);
  }
}
