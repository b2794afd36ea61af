import type { Ended } from "./child.ts";
import { startChild } from "./child.ts";
import { without } from "./needs.ts";

/** A call under its names on different machines; those that one lacks are passed over ("?" in strace(1)). */
export const calls = {
  open: ["open", "openat"],
  write: ["write", "pwrite64"],
  fsync: ["fsync"],
  rename: ["rename", "renameat", "renameat2"],
  close: ["close"],
  unlink: ["unlink", "unlinkat"],
  link: ["link", "linkat"],
  mkdir: ["mkdir", "mkdirat"],
  chmod: ["fchmod"],
  read: ["read", "pread64"],
  // Node aborts where the fstat of its own streams fails as it ends; what programs ask for is statx.
  stat: ["statx"],
} as const;
export type Call = keyof typeof calls;

export const noStrace = without(["strace", "-qq", "-o", "/dev/null", "true"], "strace");

/**
 * Runs a program that says "ready" and waits for a line, and from there on injects a fault into its k-th call of that
 * name. Attaching late keeps node's own start out of the count, and the main thread alone makes our calls.
 */
export async function withFault(
  command: readonly string[],
  call: Call,
  fault: string,
  k: number,
): Promise<Ended> {
  const child = startChild(command);
  await child.says("ready");
  const names = calls[call].map((name) => `?${name}`).join(",");
  const inject = `inject=${names}:${fault}:when=${k}`;
  const args = ["-o", "/dev/null", "-e", `trace=${names}`, "-e", inject, "-p", String(child.pid)];
  const strace = startChild(["sh", "-c", 'exec strace "$@" 2>&1', "sh", ...args]);
  // It says so once it has asked for a stop: /proc names a tracer before that, and calls could slip through.
  await strace.says(`Process ${child.pid} attached`);
  child.send("go");
  const end = await child.ended;
  await strace.ended;
  return end;
}
