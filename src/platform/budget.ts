import type { Budget } from "../core/budget.ts";
import type { Clock } from "../core/clock.ts";

export interface Limits {
  /** Milliseconds for the command's work; null: no total. */
  readonly totalMs: number | null;
  /** Milliseconds without progress; null: no such limit. */
  readonly stallMs: number | null;
}

/** The count runs from here on, stands still for all while a person is asked, and ends for all at once. */
export function createBudget(clock: Clock, limits: Limits, stop: Pick<Budget, "signal">): Budget {
  let [pauses, pausedMs, pausedFromMs] = [0, 0, 0];
  const workMs = () => (pauses > 0 ? pausedFromMs : clock.monotonicMs()) - pausedMs;
  const startMs = workMs();
  let progressMs = startMs;
  const left = (limitMs: number | null, sinceMs: number) =>
    limitMs === null ? Number.POSITIVE_INFINITY : limitMs - (workMs() - sinceMs);
  return {
    get signal() {
      return stop.signal;
    },
    remainingMs: () => Math.max(0, Math.min(left(limits.totalMs, startMs), left(limits.stallMs, progressMs))),
    async pausedDuring(work) {
      if (pauses++ === 0) pausedFromMs = clock.monotonicMs();
      try {
        return await work();
      } finally {
        if (--pauses === 0) pausedMs += clock.monotonicMs() - pausedFromMs;
      }
    },
    progressed() {
      progressMs = workMs();
    },
  };
}
