import { readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { readProc, readStat } from "./proc.ts";

/** A process, told apart well enough that another process can see later whether it still runs. */
export interface ProcessId {
  readonly pid: number;
  /** When it started, in ticks since boot: a pid alone is used again. Null where the system does not tell. */
  readonly start: string | null;
  readonly boot: string | null;
  readonly host: string;
  readonly pidNamespace: string | null;
}

export type Fate = "alive" | "dead" | "unknown";

export function thisProcess(): ProcessId {
  return {
    pid: process.pid,
    start: processStat("self")?.start ?? null,
    boot: bootId(),
    // As uname(2) says, without node:os, which costs a short command a hundredth of a start.
    host: readProc("sys/kernel/hostname")?.trim() ?? hostname(),
    pidNamespace: pidNamespace(),
  };
}

/** Null where the system does not tell. */
export function bootId(): string | null {
  return readProc("sys/kernel/random/boot_id")?.trim() ?? null;
}

/** Another host and another pid namespace have pids of their own, of which nothing is known here. */
export function fateOf(other: ProcessId, me: ProcessId): Fate {
  if (other.host !== me.host) return "unknown";
  if (other.boot !== me.boot) return other.boot === null || me.boot === null ? "unknown" : "dead";
  if (other.pidNamespace !== me.pidNamespace) return "unknown";
  return isRunning(other) ? "alive" : "dead";
}

function isRunning(other: ProcessId): boolean {
  if (!takesSignals(other.pid)) return false;
  const stat = processStat(other.pid);
  if (stat === null) return true;
  // A zombie waits for its parent and does nothing more (proc(5), "state").
  if (stat.state === "Z" || stat.state === "X") return false;
  return other.start === null || other.start === stat.start;
}

function takesSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

/** Fields 3 and 22. */
function processStat(pid: number | "self"): { state: string; start: string } | null {
  const fields = readStat(pid) ?? [];
  const [state, start] = [fields[0], fields[19]];
  return state === undefined || start === undefined ? null : { state, start };
}

/** Systems without /proc, and those that hide it, answer nothing. */
function pidNamespace(): string | null {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return null;
  }
}
