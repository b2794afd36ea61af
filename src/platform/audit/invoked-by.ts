import { readlinkSync } from "node:fs";
import { basename } from "node:path";
import { readProc } from "../proc.ts";

/** The name of the program that started this process, without its arguments, which may hold secrets. Linux tells alone. */
export function invokedBy(ppid: number): string | null {
  return (
    orNull(() => basename(readlinkSync(`/proc/${ppid}/exe`)).replace(/ \(deleted\)$/, "")) ??
    (readProc(`${ppid}/comm`)?.trim() || null)
  );
}

/** Another user's process shows less of itself, and other systems nothing. */
function orNull(read: () => string): string | null {
  try {
    return read() || null;
  } catch {
    return null;
  }
}
