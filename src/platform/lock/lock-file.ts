import { randomBytes } from "node:crypto";
import { isRecord, parseJson } from "../../core/narrow.ts";
import { errorCode, localIo } from "../files/problems.ts";
import { readSafely } from "../files/safe-read.ts";
import type { ProcessId } from "../process-id.ts";

/** What a lock file says: who holds it, and by which of all the locks there ever were. */
export interface Holder extends ProcessId {
  readonly nonce: string;
}

export function newHolder(me: ProcessId): Holder {
  return { ...me, nonce: randomBytes(12).toString("hex") };
}

export function encodeHolder(holder: Holder): Buffer {
  return Buffer.from(JSON.stringify({ v: 1, ...holder }), "utf8");
}

/** `garbled` is what no fob of this version wrote: nothing can be said of its holder. */
export function readHolder(path: string): Holder | "absent" | "garbled" {
  const text = readLock(path);
  return text === null ? "absent" : (decodeHolder(text) ?? "garbled");
}

/** A lock that was made by a link has two names for a moment, and for good where its maker died in between. */
function readLock(path: string): string | null {
  try {
    return readSafely(path, Number.POSITIVE_INFINITY)?.toString("utf8") ?? null;
  } catch (error) {
    if (errorCode(error) === "EISDIR") return "";
    throw localIo("read", path, error);
  }
}

function decodeHolder(text: string): Holder | null {
  const value = parseJson(text);
  if (!isRecord(value) || value.v !== 1) return null;
  const { pid, start, boot, host, pidNamespace, nonce } = value;
  // kill(2): zero and negative numbers are groups of processes.
  if (typeof pid !== "number" || !Number.isSafeInteger(pid) || pid < 1) return null;
  if (!isTextOrNull(start) || !isTextOrNull(boot) || !isTextOrNull(pidNamespace)) return null;
  if (typeof host !== "string" || typeof nonce !== "string" || !/^[0-9a-f]{24}$/.test(nonce)) return null;
  return { pid, start, boot, host, pidNamespace, nonce };
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}
