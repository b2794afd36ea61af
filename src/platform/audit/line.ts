import type { AuditEntry, AuditRecord } from "../../core/audit.ts";
import { type Fields, isRecord, optionalDate, optionalText, parseJson } from "../../core/narrow.ts";
import { visibleJson } from "../../core/visible.ts";
import { nodeCrypto } from "../node-crypto.ts";
import { utcTime } from "./utc-time.ts";

/** Where a chain begins. */
export const noHash = "0".repeat(64);

/** What the log adds to an entry. */
export interface Circumstance {
  readonly time: Date;
  readonly by: string | null;
}

export type Pending = AuditEntry & Circumstance & { readonly count?: number | null };

export function encodeLine(entry: Pending, seq: number, prev: string): string {
  const { time, action, profile, provider, ids, result, error, exit, by, count = null } = entry;
  const at = utcTime(time);
  return visibleJson({
    v: 1,
    seq,
    time: at,
    action,
    profile,
    provider,
    ids,
    result,
    error,
    exit,
    count,
    by,
    prev,
  });
}

export function hashOf(line: string): string {
  return nodeCrypto().hash("sha256", line, "hex");
}

/** Null for what is no record of this version. */
export function decodeLine(line: string): AuditRecord | null {
  const value = parseJson(line);
  if (!isRecord(value) || value.v !== 1) return null;
  const { seq, ids, exit, count } = value;
  const [time, action, result, prev] = [
    optionalDate(value, "time"),
    optionalText(value, "action"),
    optionalText(value, "result"),
    optionalText(value, "prev"),
  ];
  if (!isCount(seq) || time === null || action === null || result === null || prev === null) return null;
  if (!Array.isArray(ids) || typeof exit !== "number") return null;
  const about = { action, result, prev, seq, time, exit, ids: ids.map(String) };
  return { ...about, ...names(value), count: isCount(count) ? count : null };
}

function names(value: Fields) {
  return {
    profile: optionalText(value, "profile"),
    provider: optionalText(value, "provider"),
    error: optionalText(value, "error"),
    by: optionalText(value, "by"),
  };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}
