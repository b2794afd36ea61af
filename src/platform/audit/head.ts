import { closeSync, constants, fchmodSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { isRecord, parseJson } from "../../core/narrow.ts";
import { errorCode, unsafeFile } from "../files/problems.ts";
import { noHash } from "./line.ts";

const { O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants;
const safely = (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0);
const slot = 256;

/** Where the log ends: the newest record, and the size that its file has with it. */
export interface Head {
  readonly file: number;
  readonly size: number;
  readonly seq: number;
  readonly hash: string;
}

/** Records that could not be written, since when. */
export interface Missed {
  readonly count: number;
  readonly since: string;
}

export const start: Head = { file: 1, size: 0, seq: 0, hash: noHash };

function pathOf(folder: string): string {
  return join(folder, "head");
}

/**
 * The file has two slots of fixed size that are written over in place, which needs no room on a full disk: the head,
 * written in turn alone, and what was missed, which is noted without a turn where none can be had.
 */
export function readHead(folder: string): { head: Head | null; missed: Missed | null } {
  const fd = open(folder, O_RDONLY);
  if (fd === null) return { head: null, missed: null };
  try {
    const bytes = Buffer.alloc(2 * slot);
    const length = readSync(fd, bytes, 0, bytes.length, 0);
    const text = (from: number) => parseJson(bytes.toString("utf8", from, Math.min(from + slot, length)));
    return { head: decodeHead(text(0)), missed: decodeMissed(text(slot)) };
  } finally {
    closeSync(fd);
  }
}

/** Makes the file with its full size where there is none. */
export function makeHead(folder: string): void {
  write(folder, O_WRONLY | O_CREAT, `${padded(start)}${padded(null)}`, 0);
}

export function writeHead(folder: string, head: Head): void {
  write(folder, O_RDWR, padded(head), 0);
}

export function writeMissed(folder: string, missed: Missed | null): void {
  write(folder, O_RDWR, padded(missed), slot);
}

function write(folder: string, flags: number, text: string, at: number): void {
  const fd = open(folder, flags);
  if (fd === null) throw Object.assign(new Error("no head"), { code: "ENOENT" });
  try {
    if (writeSync(fd, text, at, "utf8") < text.length)
      throw Object.assign(new Error("short write"), { code: "ENOSPC" });
  } finally {
    closeSync(fd);
  }
}

/** Checked on the open file, as every file of fob's own. */
export function openOwn(path: string, flags: number): { fd: number; size: number } {
  const fd = openSync(path, flags | safely, 0o600);
  try {
    const stats = fstatSync(fd);
    const foreign = process.platform !== "win32" && stats.uid !== process.geteuid?.();
    if (foreign || stats.nlink > 1 || !stats.isFile()) throw unsafeFile(path, "is no plain file of your own");
    if (process.platform !== "win32" && (stats.mode & 0o777) !== 0o600) fchmodSync(fd, 0o600);
    return { fd, size: stats.size };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function open(folder: string, flags: number): number | null {
  const path = pathOf(folder);
  try {
    return openOwn(path, flags).fd;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    if (errorCode(error) === "ELOOP") throw unsafeFile(path, "is a symbolic link");
    throw error;
  }
}

function padded(value: Head | Missed | null): string {
  return `${JSON.stringify(value).padEnd(slot - 1)}\n`;
}

function decodeHead(value: unknown): Head | null {
  if (!isRecord(value)) return null;
  const { file, size, seq, hash } = value;
  if (!isWhole(file) || !isWhole(size) || !isWhole(seq) || typeof hash !== "string") return null;
  return /^[0-9a-f]{64}$/.test(hash) ? { file, size, seq, hash } : null;
}

function decodeMissed(value: unknown): Missed | null {
  if (!isRecord(value) || !isWhole(value.count) || typeof value.since !== "string") return null;
  return { count: value.count, since: value.since };
}

function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
