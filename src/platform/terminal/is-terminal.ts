import { fstatSync, statSync } from "node:fs";

export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

const names = ["stdin", "stdout", "stderr"] as const;

/** As the stream's `isTTY`, asked only where the descriptor can be a terminal: the stream loads node's net and tty. */
export function isTerminal(streams: Streams, fd: 0 | 1 | 2): boolean {
  return canBeTerminal(fd) && streams[names[fd]].isTTY === true;
}

/** False is sure. */
export function canBeTerminal(fd: number): boolean {
  // Windows tells no terminal from a file by its status.
  if (process.platform === "win32") return true;
  try {
    const stats = fstatSync(fd);
    return stats.isCharacterDevice() && stats.rdev !== statSync("/dev/null").rdev;
  } catch {
    return false;
  }
}
