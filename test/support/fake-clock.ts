import type { Clock } from "../../src/core/clock.ts";

/** Time stands still but for `sleep`, which moves it at once and notes what was waited for. */
export function fakeClock(
  start = "2026-01-01T00:00:00Z",
): Clock & { readonly slept: number[]; set(time: string): void; advance(ms: number): void } {
  let nowMs = Date.parse(start);
  const slept: number[] = [];
  return {
    slept,
    set: (time) => {
      nowMs = Date.parse(time);
    },
    advance: (ms) => {
      nowMs += ms;
    },
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs,
    sleep: async (ms) => {
      slept.push(ms);
      nowMs += ms;
    },
  };
}
