import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { isFobError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import { visible } from "../../core/visible.ts";
import { readHolder } from "../lock/lock-file.ts";
import { fateOf, thisProcess } from "../process-id.ts";

/** Locks that are held, and those that no run of fob can heal by itself. */
export function inspectLocks(configDir: string): readonly Finding[] {
  const folder = join(configDir, "locks");
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [noLocks];
  const locks = readdirSync(folder).filter((name) => name.endsWith(".lock"));
  const findings = locks.flatMap((name) => inspectLock(join(folder, name)));
  return findings.length === 0 ? [noLocks] : findings;
}

const noLocks: Finding = {
  check: "lock",
  subject: "locks",
  status: "ok",
  message: "None stands in the way.",
  hint: null,
};

function inspectLock(path: string): readonly Finding[] {
  const finding = (status: Finding["status"], message: string, hint: string | null): readonly Finding[] => [
    { check: "lock", subject: visible(path), status, message, hint },
  ];
  const remove = `If no other fob is running: rm '${visible(path)}'`;
  try {
    const holder = readHolder(path);
    if (holder === "absent") return [];
    if (holder === "garbled")
      return finding("failed", "It cannot be read, so nobody can tell whose it is.", remove);
    const fate = fateOf(holder, thisProcess());
    if (fate === "dead") return finding("ok", "Its holder is gone; the next fob takes it over.", null);
    if (fate === "alive") return finding("ok", `Process ${holder.pid} holds it.`, null);
    return finding("warning", `Another machine or container holds it: ${visible(holder.host)}.`, remove);
  } catch (error) {
    if (isFobError(error)) return finding("failed", error.message, error.details.hint ?? remove);
    throw error;
  }
}
