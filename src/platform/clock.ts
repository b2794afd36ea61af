import type { Clock } from "../core/clock.ts";

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs,
  sleep: async (ms, signal) => {
    const { setTimeout: wait } = await import("node:timers/promises");
    await wait(ms, undefined, signal === undefined ? {} : { signal });
  },
};

/** The global `performance` gives the same, and costs a fifth of a bare start on Node 20 when it is first touched. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
