import type { AuditCheck, AuditPlace, AuditProblem, AuditRecord } from "../../core/audit.ts";
import type { Head } from "./head.ts";
import { decodeLine, hashOf, noHash } from "./line.ts";

export interface LogFile {
  readonly name: string;
  readonly number: number;
  readonly text: string;
}

interface Missing extends AuditPlace {
  readonly from: number;
  readonly to: number;
}

type End = Pick<Head, "seq" | "hash">;

/** Whether each record follows the one before, over all files, up to the head. */
export function checkLog(
  files: Iterable<LogFile>,
  wholeFrom: number,
  head: End | null,
  kept: string | null,
): AuditCheck {
  const walk = newWalk(wholeFrom === 1);
  let count = 0;
  for (const { name: file, number, text } of files) {
    count++;
    if (walk.last === null && walk.first === null && number > wholeFrom)
      walk.problems.push(problem("missing", { file, line: 1 }, "Files before this one are missing."));
    for (const [at, line] of text.split("\n").entries())
      if (line !== "") takeLine(walk, line, { file, line: at + 1 }, head, kept);
  }
  return close(walk, count, head, kept);
}

/** The same of one chain whose lines come as they may; `whole`: its first record is number 1. */
export function startCheck(whole: boolean, head: End | null) {
  const walk = newWalk(whole);
  return {
    take: (line: string, place: AuditPlace) => takeLine(walk, line, place, head, null),
    end: () => close(walk, 1, head, null),
  };
}

interface Walk {
  /** The newest record in order. */
  last: { readonly seq: number; readonly hash: string; readonly place: AuditPlace } | null;
  /** A line that is no record, until the next one tells why. */
  damaged: AuditPlace | null;
  readonly first: { readonly seq: number; readonly hash: string } | null;
  records: number;
  readonly seen: Set<number>;
  readonly missing: Missing[];
  readonly problems: AuditProblem[];
  readonly gaps: (AuditPlace & { readonly message: string })[];
  atHead: { readonly hash: string; readonly place: AuditPlace } | null;
  isKept: boolean;
}

function newWalk(whole: boolean): Walk {
  const first = whole ? { seq: 0, hash: noHash } : null;
  const empty = { last: null, damaged: null, records: 0, atHead: null, isKept: false };
  return { ...empty, first, seen: new Set(), missing: [], problems: [], gaps: [] };
}

function takeLine(walk: Walk, line: string, place: AuditPlace, head: End | null, kept: string | null): void {
  const record = decodeLine(line);
  if (record === null) {
    settleDamage(walk, null);
    walk.damaged = place;
    return;
  }
  settleDamage(walk, record);
  const hash = hashOf(line);
  walk.records++;
  if (record.seq === head?.seq) walk.atHead = { hash, place };
  if (hash === kept) walk.isKept = true;
  if (record.action === "gap") walk.gaps.push({ ...place, message: gapMessage(record) });
  follow(walk, record, hash, place);
}

function follow(walk: Walk, { seq, prev }: AuditRecord, hash: string, place: AuditPlace): void {
  const before = walk.last ?? walk.first;
  if (before !== null && seq <= before.seq) {
    walk.problems.push(problem("out_of_order", place, `Record ${seq} stands in the wrong place, or twice.`));
  } else {
    if (before !== null && seq > before.seq + 1)
      walk.missing.push({ ...place, from: before.seq + 1, to: seq - 1 });
    else if (before !== null && prev !== before.hash) walk.problems.push(changed(walk.last?.place ?? place));
    walk.last = { seq, hash, place };
  }
  walk.seen.add(seq);
}

/** A torn line that the next record tells of is a gap; any other that is no record was put there. */
function settleDamage(walk: Walk, next: AuditRecord | null): void {
  const { damaged } = walk;
  walk.damaged = null;
  if (damaged === null || (next?.action === "gap" && next.result !== "missed")) return;
  walk.problems.push(problem("damaged", damaged, "This line is no record."));
}

function close(walk: Walk, files: number, head: End | null, kept: string | null): AuditCheck {
  const { last, gaps, records } = walk;
  const end = last?.place ?? { file: "head", line: 1 };
  settleTornEnd(walk, head);
  if (head !== null) compareHead(walk, head, end);
  else if (last !== null)
    walk.problems.push(
      problem("head_lost", end, "The file that tells where the log ends is missing or damaged."),
    );
  if (kept !== null && !walk.isKept)
    walk.problems.push(
      problem("foreign_head", end, "The hash that was kept elsewhere is of no record here."),
    );
  const missing = walk.missing.filter(({ from, to }) => !allSeen(walk.seen, from, to)).map(missingProblem);
  const problems = [...missing, ...walk.problems].sort(byPlace);
  return { records, files, head: last?.hash ?? null, problems, gaps };
}

function byPlace(a: AuditPlace, b: AuditPlace): number {
  return a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;
}

/** Where nothing else is missing at the end, a process died while it wrote. */
function settleTornEnd(walk: Walk, head: End | null): void {
  const { damaged } = walk;
  if (head === null || head.seq > (walk.last?.seq ?? 0)) settleDamage(walk, null);
  else if (damaged !== null)
    walk.gaps.push({ ...damaged, message: "This line was cut short while it was written." });
}

function compareHead({ last, atHead, problems }: Walk, head: End, end: AuditPlace): void {
  const lost = head.seq - (last?.seq ?? 0);
  if (lost > 0) problems.push(problem("truncated", end, `After this line ${counted(lost)} missing.`));
  if (atHead !== null && atHead.hash !== head.hash) problems.push(changed(atHead.place));
}

function allSeen(seen: ReadonlySet<number>, from: number, to: number): boolean {
  for (let seq = from; seq <= to; seq++) if (!seen.has(seq)) return false;
  return true;
}

function missingProblem({ from, to, ...place }: Missing): AuditProblem {
  const which = from === to ? `${from}` : `${from} to ${to}`;
  return problem("missing", place, `Before this line ${counted(to - from + 1)} missing: ${which}.`);
}

function counted(count: number): string {
  return count === 1 ? "1 record is" : `${count} records are`;
}

function changed(place: AuditPlace): AuditProblem {
  return problem("edited", place, "This line was changed after it was written, or the one after it was.");
}

function problem(kind: AuditProblem["kind"], { file, line }: AuditPlace, message: string): AuditProblem {
  return { kind, file, line, message };
}

const reasons: Readonly<Record<string, string>> = {
  missed: "could not be written",
  truncated: "had been cut off when the log was written to again",
  torn: "The line before was cut short while it was written.",
  head_lost: "The file that tells where the log ends was missing or damaged.",
};

function gapMessage({ result, count, time }: AuditRecord): string {
  const reason = reasons[result] ?? "Something is missing.";
  if (result !== "missed" && result !== "truncated") return reason;
  const since = result === "missed" ? ` (since ${time.toISOString()})` : "";
  return `${count === null ? "An unknown number of records" : `${count} record${count === 1 ? "" : "s"}`} ${reason}${since}.`;
}
