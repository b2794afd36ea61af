import { join } from "node:path";
import { discard } from "../files/temp.ts";
import { fileName, fileNumbers, type Limits } from "./files.ts";
import { type Head, type Missed, makeHead, readHead, start, writeHead, writeMissed } from "./head.ts";
import type { Pending } from "./line.ts";
import { type Found, findEnd } from "./recover.ts";
import { writeRecords } from "./write-records.ts";

/**
 * Adds the entries to the chain; only in turn. What the log finds wrong with its own end, and what was missed since it
 * was last written, it tells first.
 */
export function append(folder: string, entries: readonly Pending[], limits: Limits): void {
  const { head, missed } = readHead(folder);
  if (head === null) makeHead(folder);
  const found = endOf(folder, head, limits);
  const [first] = entries;
  if (first === undefined) return;
  const told = [...found.gaps, ...(missed === null ? [] : [gapOf(missed)])];
  const gaps = told.map((gap) => ({ ...gapEntry, time: first.time, by: first.by, ...gap }));
  const ended = writeRecords(folder, found, [...gaps, ...entries]);
  writeHead(folder, ended);
  if (missed !== null) writeMissed(folder, null);
}

const gapEntry = { action: "gap", profile: null, provider: null, ids: [], error: null, exit: 0 } as const;

function gapOf({ count, since }: Missed) {
  return { result: "missed", count, time: new Date(since) };
}

function endOf(folder: string, head: Head | null, limits: Limits): Found {
  const last = head ?? { ...start, file: fileNumbers(folder).at(-1) ?? 1 };
  const found = findEnd(folder, last, head !== null);
  if (found.end.size < limits.maxBytes) return found;
  const next = findEnd(folder, { ...found.end, file: found.end.file + 1, size: 0 }, true);
  discard(join(folder, fileName(next.end.file - limits.maxFiles)));
  return { ...next, gaps: [...found.gaps, ...next.gaps] };
}
