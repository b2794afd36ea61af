import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  fchmodSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { makeOwnFolder } from "../../files/folder.ts";
import { bootId } from "../../process-id.ts";

/** Lines in one order for all who read it. */
export interface Ledger {
  append(line: string): void;
  /** The whole lines that came since the last time. */
  read(): readonly string[];
}

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_RDWR } = constants;
/** A file for each half hour: what a limit can look back to is in this one and the one before. */
const epochMs = 1_800_000;
const staleMs = 4 * epochMs;

export function memoryLedger(): Ledger {
  let lines: string[] = [];
  return {
    append: (line) => void lines.push(line),
    read() {
      const read = lines;
      lines = [];
      return read;
    },
  };
}

/** A clock that all processes of this machine share, and that no step of the wall clock moves where there is such a one. */
export function sharedClock(): () => number {
  return bootId() === null ? Date.now : () => Number(process.hrtime.bigint() / 1_000_000n);
}

/**
 * Shared with the other processes of this machine: open(2) promises that each O_APPEND write goes to the end as a
 * whole, so no lock is needed, and who dies leaves nothing behind that others wait for.
 */
export function fileLedger(configDir: string, origin: string, nowMs: () => number): Ledger {
  const folder = join(configDir, "rate");
  makeOwnFolder(configDir);
  makeOwnFolder(folder);
  removeStale(folder);
  const name = createHash("sha256")
    .update(JSON.stringify([origin, bootId()]))
    .digest("hex");
  const epochNow = () => Math.floor(nowMs() / epochMs);
  const openEpoch = (epoch: number) => ({
    epoch,
    tail: openTail(join(folder, `${name.slice(0, 24)}.${epoch}`)),
  });
  let file = openEpoch(epochNow() - 1);
  const former: string[] = [];
  const roll = () => {
    if (file.epoch === epochNow()) return;
    former.push(...file.tail.read());
    file.tail.close();
    file = openEpoch(epochNow());
  };
  return {
    append(line) {
      roll();
      file.tail.append(line);
    },
    read() {
      roll();
      return [...former.splice(0), ...file.tail.read()];
    },
  };
}

function openTail(path: string) {
  const fd = openOwn(path);
  const buffer = Buffer.allocUnsafeSlow(16 * 1024);
  let offset = 0;
  let rest = "";
  return {
    append(line: string): void {
      const bytes = Buffer.from(`${line}\n`, "latin1");
      if (writeSync(fd, bytes) < bytes.length)
        throw Object.assign(new Error("short write"), { code: "ENOSPC" });
    },
    read(): readonly string[] {
      let text = rest;
      for (let count = -1; count !== 0; offset += count) {
        count = readSync(fd, buffer, 0, buffer.length, offset);
        text += buffer.toString("latin1", 0, count);
      }
      const lines = text.split("\n");
      rest = lines.pop() ?? "";
      return lines;
    },
    close: () => closeSync(fd),
  };
}

function openOwn(path: string): number {
  const fd = openSync(path, O_RDWR | O_APPEND | O_CREAT | (O_NOFOLLOW ?? 0), 0o600);
  try {
    // Whatever the umask has left of the mode: the next process has to write here too, and no other user to read.
    if (process.platform !== "win32") fchmodSync(fd, 0o600);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function removeStale(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined || Date.now() - stats.mtimeMs < staleMs) continue;
    try {
      unlinkSync(path);
    } catch {
      // Another process was quicker.
    }
  }
}
