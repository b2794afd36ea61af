import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RateLimits } from "../../../../src/core/rate-limit.ts";
import { createSchedule } from "../../../../src/platform/http/rate/schedule.ts";

const limits: RateLimits = { short: { count: 5, ms: 1000 }, long: { count: 40, ms: 20_000 } };

/** Asks as many at a time as there are delays in turn, each sent when it may be; gives when they arrived. */
function arrivals(delays: readonly number[], at: number, count: number): readonly number[] {
  const schedule = createSchedule(limits);
  const workers = Array.from({ length: at }, () => 0);
  const arrived: number[] = [];
  for (let n = 0; n < count; n++) {
    const worker = workers.indexOf(Math.min(...workers));
    const id = String(n);
    schedule.started(id, workers[worker] ?? 0);
    const sent = Math.max(workers[worker] ?? 0, schedule.readyAtMs(id) ?? 0);
    const delay = delays[n % delays.length] ?? 0;
    arrived.push(sent + delay / 2);
    schedule.ended(id, sent + delay);
    workers[worker] = sent + delay;
  }
  return arrived.sort((a, b) => a - b);
}

function most(times: readonly number[], ms: number): number {
  return Math.max(...times.map((from) => times.filter((one) => one >= from && one < from + ms).length));
}

describe("the times at which requests may go", () => {
  it("are at once up to the short limit, then as answers leave its window", () => {
    const schedule = createSchedule(limits);
    for (let n = 0; n < 6; n++) schedule.started(String(n), 100);
    expect([0, 4, 5].map((n) => schedule.readyAtMs(String(n)))).toEqual([100, 100, 2120]);
    schedule.ended("0", 150);
    expect(schedule.readyAtMs("5")).toBe(1170);
    expect(schedule.readyAtMs("0")).toBeNull();
  });

  it("lose nothing by a turn that was given up", () => {
    const schedule = createSchedule(limits);
    for (let n = 0; n < 6; n++) schedule.started(String(n), 5000);
    schedule.ended("0", 0);
    expect(schedule.readyAtMs("5")).toBe(5000);
  });

  it("never put more into a window of the server's than it allows, however slow the way", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        (delays, at) => {
          const times = arrivals(delays, at, 120);
          expect(most(times, limits.short.ms)).toBeLessThanOrEqual(limits.short.count);
          expect(most(times, limits.long.ms - 5000)).toBeLessThanOrEqual(limits.long.count);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("go on evenly once the burst is used up: nothing stands still", () => {
    const times = arrivals([1], 4, 100);
    const gaps = times.slice(20).map((time, at) => time - (times[at + 19] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(1100);
    expect(times.at(-1)).toBeGreaterThan(2 * limits.long.ms);
  });
});
