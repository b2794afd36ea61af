import { readdirSync } from "node:fs";
import { join } from "node:path";
import { checkOwnFolder } from "../files/folder.ts";
import { localIo } from "../files/problems.ts";
import { readSafely } from "../files/safe-read.ts";

const grammar = /^(\d{6})\.jsonl$/;

export interface Limits {
  /** A file this long is followed by another. */
  readonly maxBytes: number;
  /** So many are kept. */
  readonly maxFiles: number;
}

/** 64 MiB in all: some 200,000 records. */
export const usualLimits: Limits = { maxBytes: 2 * 1024 * 1024, maxFiles: 32 };

export function auditFolder(configDir: string): string {
  return join(configDir, "audit");
}

export function fileName(number: number): string {
  return `${String(number).padStart(6, "0")}.jsonl`;
}

/** The numbers of the files that are there, ascending. */
export function fileNumbers(folder: string): readonly number[] {
  try {
    if (!checkOwnFolder(folder)) return [];
    return readdirSync(folder)
      .flatMap((name) => grammar.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  } catch (error) {
    throw localIo("read", folder, error);
  }
}

export function readText(folder: string, number: number): string {
  const path = join(folder, fileName(number));
  try {
    return readSafely(path, 1)?.toString("utf8") ?? "";
  } catch (error) {
    throw localIo("read", path, error);
  }
}
