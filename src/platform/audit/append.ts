import { closeSync, constants, ftruncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import { discard } from "../files/temp.ts";
import { fileName, fileNumbers, type Limits } from "./files.ts";
import {
  type Head,
  type Missed,
  makeHead,
  openOwn,
  readHead,
  start,
  writeHead,
  writeMissed,
} from "./head.ts";
import { encodeLine, hashOf, type Pending } from "./line.ts";
import { type Found, findEnd } from "./recover.ts";

const { O_APPEND, O_CREAT, O_WRONLY } = constants;

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
  const ended = write(folder, found, [...gaps, ...entries]);
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

/** Whole, or not at all. */
function write(folder: string, { end, torn }: Found, entries: readonly Pending[]): Head {
  let [seq, hash] = [end.seq, end.hash];
  const lines = entries.map((entry) => {
    const line = encodeLine(entry, ++seq, hash);
    hash = hashOf(line);
    return line;
  });
  const bytes = Buffer.from(`${torn ? "\n" : ""}${lines.join("\n")}\n`, "utf8");
  const { fd, size } = openOwn(join(folder, fileName(end.file)), O_WRONLY | O_APPEND | O_CREAT);
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
    return { file: end.file, size: size + bytes.length, seq, hash };
  } catch (error) {
    ftruncateSync(fd, size);
    throw error;
  } finally {
    closeSync(fd);
  }
}
