import { join } from "node:path";
import { isRecord, parseJson } from "../../core/narrow.ts";
import { writeOwnFile } from "../files/own-file.ts";
import { readOwnFile } from "../files/own-read.ts";

/** What this machine has added to the shared log: it finds by that what is missing there. */
export interface Exported {
  readonly chain: string;
  /** The first record, and the newest one with its hash; null before the first export. */
  readonly first: number | null;
  readonly last: { readonly seq: number; readonly hash: string } | null;
}

function pathOf(folder: string): string {
  return join(folder, "exported.json");
}

/** Null where nothing was exported, or nobody can tell what: then the log goes there as another one. */
export function readExported(folder: string): Exported | null {
  const value = parseJson(readOwnFile(pathOf(folder)) ?? "");
  if (!isRecord(value) || value.v !== 1) return null;
  const { chain, first, seq, hash } = value;
  if (typeof chain !== "string" || !/^[0-9a-f]{32}$/.test(chain)) return null;
  const known = typeof first === "number" && typeof seq === "number" && typeof hash === "string";
  return known ? { chain, first, last: { seq, hash } } : { chain, first: null, last: null };
}

export function writeExported(folder: string, { chain, first, last }: Exported): void {
  const value = { v: 1, chain, first, seq: last?.seq ?? null, hash: last?.hash ?? null };
  writeOwnFile(pathOf(folder), `${JSON.stringify(value)}\n`);
}
