import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RetryPolicy } from "../../../src/core/http.ts";
import { createQuota } from "../../../src/platform/http/quota.ts";
import {
  isOutcomeUnknown,
  maxAttempts,
  mayTryAgain,
  type Setback,
} from "../../../src/platform/http/retry.ts";
import { backoffMs, retryAfterMs } from "../../../src/platform/http/wait.ts";

const kinds: readonly Setback[] = ["no_connection", "no_trust", "rate_limited", "server_error", "lost"];

/** Attempts in all when every one meets the same setback, and whether its outcome is then unknown. */
const matrix: Readonly<Record<RetryPolicy, readonly string[]>> = {
  //           no_connection no_trust rate_limited server_error lost
  idempotent: ["5", "1", "5", "5", "5"],
  once: ["5", "1", "5", "1 unknown", "1 unknown"],
  attempt: ["5", "1", "1", "1 unknown", "1 unknown"],
  renewal: ["5", "1", "5", "2 unknown", "2 unknown"],
  unsafe: ["5", "1", "5", "1", "1 unknown"],
};
const policies = Object.keys(matrix) as RetryPolicy[];

describe("the retry matrix", () => {
  it.each(policies)("%s", (policy) => {
    const rows = kinds.map((kind) => {
      const setbacks: Setback[] = [kind];
      while (mayTryAgain(policy, setbacks)) setbacks.push(kind);
      return `${setbacks.length}${isOutcomeUnknown(policy, setbacks) ? " unknown" : ""}`;
    });
    expect(rows).toEqual(matrix[policy]);
  });

  it.each<readonly [RetryPolicy, readonly Setback[], boolean]>([
    ["renewal", [], false],
    ["renewal", ["no_connection", "lost"], true],
    ["renewal", ["rate_limited", "no_connection", "server_error"], true],
    ["renewal", ["server_error", "lost"], false],
    ["renewal", ["lost", "server_error"], false],
    ["renewal", ["lost", "rate_limited"], true],
    ["renewal", ["lost", "rate_limited", "lost"], false],
    ["renewal", ["lost", "no_connection", "rate_limited", "no_connection"], true],
    ["once", ["no_connection", "lost"], false],
    ["once", ["no_connection", "rate_limited", "no_connection", "rate_limited"], true],
    ["attempt", ["no_connection", "rate_limited"], false],
    ["idempotent", ["lost", "server_error", "rate_limited", "no_connection"], true],
    ["idempotent", ["lost", "server_error", "rate_limited", "no_connection", "lost"], false],
    ["idempotent", ["lost", "no_trust"], false],
  ])("%s after %j: %j", (policy, setbacks, expected) => {
    expect(mayTryAgain(policy, setbacks)).toBe(expected);
  });

  const history = fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 8 });

  /** The setbacks that a server which means `script` really gets to cause. */
  const lived = (policy: RetryPolicy, script: readonly Setback[]): Setback[] => {
    const setbacks: Setback[] = [];
    for (const next of script) {
      setbacks.push(next);
      if (!mayTryAgain(policy, setbacks)) break;
    }
    return setbacks;
  };
  const received = (setbacks: readonly Setback[]) =>
    setbacks.filter((kind) => kind === "lost" || kind === "server_error").length;

  it.each([
    ["once", 1],
    ["attempt", 1],
    ["renewal", 2],
    ["unsafe", 1],
  ] as const)("%s reaches the server at most %i times without a clear answer", (policy, most) => {
    fc.assert(fc.property(history, (script) => received(lived(policy, script)) <= most));
  });

  it("never exceeds five attempts, and says unknown exactly where a request may have taken effect", () => {
    fc.assert(
      fc.property(fc.constantFrom(...policies), history, (policy, script) => {
        const setbacks = lived(policy, script);
        expect(setbacks.length).toBeLessThanOrEqual(maxAttempts);
        const unclear = policy === "unsafe" ? setbacks.filter((kind) => kind === "lost") : setbacks;
        const doubtful = policy !== "idempotent" && received(unclear) > 0;
        expect(isOutcomeUnknown(policy, setbacks)).toBe(doubtful);
      }),
    );
  });
});

describe("waiting", () => {
  const now = new Date("2026-11-22T10:00:00Z");
  it.each([
    ["1", null, 1000],
    ["3600", null, 3_600_000],
    ["9999999999", null, 9_999_999_999_000],
    [" 2 ", null, 2000],
    ["Sun, 22 Nov 2026 10:00:30 GMT", null, 30_000],
    ["Sunday, 22-Nov-26 10:00:30 GMT", null, 30_000],
    ["Sun Nov 22 10:00:30 2026", null, 30_000],
    ["Sun, 22 Nov 2026 12:00:30 GMT", "Sun, 22 Nov 2026 12:00:00 GMT", 30_000],
    ["Sun, 22 Nov 2026 10:00:30 GMT", "yesterday", 30_000],
    ["Sun, 22 Nov 2026 09:00:00 GMT", null, null],
    ["Mon, 22 Nov 2026 10:00:30 GMT", null, null],
    ["0", null, null],
    ["-5", null, null],
    ["NaN", null, null],
    ["1.5", null, null],
    ["1e3", null, null],
    ["12345678901", null, null],
    ["1, 2", null, null],
    ["2026-11-22T10:00:30Z", null, null],
    ["", null, null],
    [null, null, null],
  ])("Retry-After %j, Date %j: %j ms", (value, date, expected) => {
    expect(retryAfterMs(value, date, now)).toBe(expected);
  });

  it("backs off with full jitter from 200 ms, up to 5 s", () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((n) => backoffMs(n, 1))).toEqual([
      200, 400, 800, 1600, 3200, 5000, 5000,
    ]);
    expect([1, 2, 3].map((n) => backoffMs(n, 0.25))).toEqual([50, 100, 200]);
    expect(backoffMs(4, 0)).toBe(0);
  });
});

it("repeats no more than half as often as it has requests, after a few that are free", () => {
  const quota = createQuota();
  const repeatUntilTold = () => {
    let times = 0;
    while (quota.allows()) {
      quota.repeated();
      times++;
    }
    return times;
  };
  const begin = (times: number) => {
    for (let i = 0; i < times; i++) quota.began();
  };
  expect(repeatUntilTold()).toBe(20);
  begin(1000);
  expect(repeatUntilTold()).toBe(500);
  begin(1);
  expect(repeatUntilTold()).toBe(1);
});
