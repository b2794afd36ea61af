import { lstatSync } from "node:fs";
import { fileName, usualLimits } from "./files.ts";
import { readHead, writeHead } from "./head.ts";
import type { Pending } from "./line.ts";
import { turnByLink } from "./turn.ts";
import { writeRecords } from "./write-records.ts";

/**
 * Writes one record where the log is as the last one left it and nobody else is writing. False where nothing was
 * written, an error where that is not known: then it is for `append` to wait, to recover and to tell what is missing,
 * and the record may come twice, never not at all.
 */
export function recordAtOnce(folder: string, entry: Pending): boolean {
  const turn = turnByLink(`${folder}/.turn`);
  if (turn.claim() !== "ours") return false;
  try {
    const { head, missed } = readHead(folder);
    if (head === null || missed !== null || head.size >= usualLimits.maxBytes) return false;
    if (lstatSync(`${folder}/${fileName(head.file)}`).size !== head.size) return false;
    writeHead(folder, writeRecords(folder, { end: head, torn: false }, [entry]));
    return true;
  } finally {
    turn.release();
  }
}
