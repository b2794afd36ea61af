import { lstatSync } from "node:fs";
import { join } from "node:path";
import { fileName, readText } from "./files.ts";
import type { Head } from "./head.ts";
import { decodeLine, hashOf } from "./line.ts";

/** Where to go on. */
export interface Found {
  readonly end: Head;
  /** The file ends within a line. */
  readonly torn: boolean;
  readonly gaps: readonly { readonly result: string; readonly count: number | null }[];
}

/**
 * Where the file of the head ends. As a rule where the head says, and then nothing is read. A process that died before
 * it wrote the head leaves records after it, which count; one that died while it wrote a record, a torn line; who cut
 * records off, a hole in the numbers, which stays for all to see.
 */
export function findEnd(folder: string, head: Head, known: boolean): Found {
  const stats = lstatSync(join(folder, fileName(head.file)), { throwIfNoEntry: false });
  const size = stats?.size ?? 0;
  if (known && size === head.size) return { end: head, torn: false, gaps: [] };
  const text = readText(folder, head.file);
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const torn = whole.length < text.length;
  const last = lastRecord(whole);
  const lost = known && head.size > 0 ? head.seq - last.seq : 0;
  const gaps = [
    ...(!known && text !== "" ? [{ result: "head_lost", count: null }] : []),
    ...(lost > 0 ? [{ result: "truncated", count: last.seq === 0 ? null : lost }] : []),
    ...(torn ? [{ result: "torn", count: null }] : []),
  ];
  // What the head says of a record is believed before the record is: who changed it is found by it.
  const at = last.seq > head.seq ? last : head;
  return { end: { file: head.file, size, seq: at.seq, hash: at.hash }, torn, gaps };
}

function lastRecord(text: string): { seq: number; hash: string } {
  const lines = text.split("\n");
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = lines[at] ?? "";
    const record = decodeLine(line);
    if (record !== null) return { seq: record.seq, hash: hashOf(line) };
  }
  return { seq: 0, hash: "" };
}
