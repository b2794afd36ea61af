import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import type { Lock } from "../../../src/core/lock.ts";
import { createLock } from "../../../src/platform/lock/lock.ts";

/** The lock on this machine's clock; `limitMs` is what the command has left. */
export function realLock(configDir: string, limitMs = 20_000, signal = new AbortController().signal): Lock {
  return createLock({
    configDir,
    random: Math.random,
    clock: {
      now: () => new Date(),
      monotonicMs: () => performance.now(),
      sleep: (ms, abort) => pause(ms, undefined, abort === undefined ? {} : { signal: abort }),
    },
    budget: {
      remainingMs: () => limitMs,
      signal,
      pausedDuring: (work) => work(),
      progressed: () => {},
    },
  });
}
