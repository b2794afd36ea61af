import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { nodeCrypto } from "../node-crypto.ts";
import type { ProcessId } from "../process-id.ts";
import { fateOf, thisProcess } from "../process-id.ts";

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
const grammar = /^\..+\.(\d+)-(\d+)-([0-9a-f]{12})\.[0-9a-f]{24}\.tmp$/;
/** No write takes this long; the age decides only where the writer's fate cannot be seen. */
const oldMs = 10 * 60_000;

/** A name beside `path` that cannot be guessed, and tells whose it is once the process is gone. */
export function tempName(path: string): string {
  const me = thisProcess();
  const { randomBytes } = nodeCrypto();
  const run = `${me.pid}-${me.start ?? 0}-${placeOf(me)}`;
  return join(dirname(path), `.${basename(path)}.${run}.${randomBytes(12).toString("hex")}.tmp`);
}

/** Writes all bytes to a new file beside `path`, down to the disk, and gives its name. */
export function writeTemp(path: string, bytes: Uint8Array): string {
  const temp = tempName(path);
  const fd = openSync(temp, O_WRONLY | O_CREAT | O_EXCL | (O_NOFOLLOW ?? 0), 0o600);
  try {
    fill(fd, bytes);
  } catch (error) {
    discard(temp);
    throw error;
  }
  return temp;
}

export function discard(temp: string): void {
  try {
    unlinkSync(temp);
  } catch {
    // The next write in this folder tries again.
  }
}

/** Removes what runs that are over have left in the folder, never what a live one is writing. */
export function removeLeftovers(folder: string): void {
  const temps = readdirSync(folder).filter((name) => grammar.test(name));
  if (temps.length === 0) return;
  const me = thisProcess();
  for (const name of temps) if (isLeftover(join(folder, name), name, me)) discard(join(folder, name));
}

function isLeftover(path: string, name: string, me: ProcessId): boolean {
  const [, pid, start, place] = grammar.exec(name) ?? [];
  if (place === placeOf(me)) {
    const writer = { ...me, pid: Number(pid), start: start === "0" ? null : (start ?? null) };
    return fateOf(writer, me) === "dead";
  }
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats !== undefined && Math.abs(Date.now() - stats.mtimeMs) > oldMs;
}

/** Processes of one place can see each other's pids. */
function placeOf({ host, boot, pidNamespace }: ProcessId): string {
  const text = JSON.stringify([host, boot, pidNamespace]);
  return nodeCrypto().createHash("sha256").update(text).digest("hex").slice(0, 12);
}

function fill(fd: number, bytes: Uint8Array): void {
  try {
    // Whatever the umask has left of the mode.
    if (process.platform !== "win32") fchmodSync(fd, 0o600);
    writeAll(fd, bytes);
    fsyncSync(fd);
    if (fstatSync(fd).size !== bytes.length) throw diskFull();
  } finally {
    closeSync(fd);
  }
}

/** write(2) may write less than it was given, as on a disk that fills up, and only then say why. */
function writeAll(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    const count = writeSync(fd, bytes, done, bytes.length - done);
    if (count === 0) throw diskFull();
    done += count;
  }
}

function diskFull(): Error {
  return Object.assign(new Error("short write"), { code: "ENOSPC" });
}
