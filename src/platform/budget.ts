import type { Budget } from "../core/budget.ts";
import type { Clock } from "../core/clock.ts";

export interface Limits {
  /** Milliseconds for the command's work; null: no total. */
  readonly totalMs: number | null;
  /** Milliseconds without progress; null: no such limit. */
  readonly stallMs: number | null;
}

/** The count runs from the first look at it on, stands still while a person is asked, and ends for all at once. */
export function createBudget(clock: Clock, limits: Limits, signal: AbortSignal): Budget {
  const startMs = clock.monotonicMs();
  let pausedMs = 0;
  let progressMs = startMs;
  const elapsed = (sinceMs: number) => clock.monotonicMs() - sinceMs;
  return {
    signal,
    remainingMs() {
      const total =
        limits.totalMs === null ? Number.POSITIVE_INFINITY : limits.totalMs - (elapsed(startMs) - pausedMs);
      const stall = limits.stallMs === null ? Number.POSITIVE_INFINITY : limits.stallMs - elapsed(progressMs);
      return Math.max(0, Math.min(total, stall));
    },
    async pausedDuring(work) {
      const fromMs = clock.monotonicMs();
      try {
        return await work();
      } finally {
        const waited = elapsed(fromMs);
        pausedMs += waited;
        progressMs += waited;
      }
    },
    progressed() {
      progressMs = clock.monotonicMs();
    },
  };
}
