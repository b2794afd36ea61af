import fc from "fast-check";
import type { RetryPolicy } from "../../src/core/http.ts";
import { isOutcomeUnknown, mayTryAgain, type Setback } from "../../src/platform/http/retry.ts";
import { backoffMs, retryAfterMs } from "../../src/platform/http/wait.ts";
import { property } from "../support/property.ts";

const policies = fc.constantFrom<RetryPolicy>("idempotent", "once", "attempt", "renewal", "unsafe");
const fates = fc.array(
  fc.constantFrom<Setback | "answer">(
    "no_connection",
    "no_trust",
    "rate_limited",
    "server_error",
    "lost",
    "answer",
  ),
  { minLength: 12, maxLength: 12 },
);

/** What a request lives through at a server with these fates in store. */
function live(policy: RetryPolicy, inStore: readonly (Setback | "answer")[]) {
  const setbacks: Setback[] = [];
  for (const fate of inStore) {
    if (fate === "answer") return { setbacks, answered: true };
    setbacks.push(fate);
    if (!mayTryAgain(policy, setbacks)) break;
  }
  return { setbacks, answered: false };
}

const received = (setbacks: readonly Setback[]) =>
  setbacks.filter((one) => one === "server_error" || one === "lost").length;

const most = { idempotent: 5, once: 1, attempt: 1, renewal: 2, unsafe: 1 } as const;
property(
  "any sequence of setbacks",
  "what may have taken effect is not sent again; five tries at most",
  fc.property(policies, fates, (policy, inStore) => {
    const { setbacks, answered } = live(policy, inStore);
    const sent = setbacks.length + (answered ? 1 : 0);
    const survived = setbacks.slice(0, -1);
    const isBounded = sent <= 5 && received(setbacks) <= most[policy];
    const isOnce = policy === "idempotent" || policy === "renewal" || received(survived) === 0;
    const isCounted = policy !== "attempt" || survived.every((one) => one === "no_connection");
    const unclear = policy === "unsafe" ? setbacks.filter((one) => one === "lost") : setbacks;
    const isTold = isOutcomeUnknown(policy, setbacks) === (policy !== "idempotent" && received(unclear) > 0);
    return isBounded && isOnce && isCounted && isTold && !survived.some((one) => one === "no_trust");
  }),
);

const now = new Date("2026-11-22T10:00:00Z");
const value = fc.oneof(
  fc.integer({ min: -10, max: 10 ** 11 }).map(String),
  fc
    .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
    .map((date) => date.toUTCString()),
  fc.string({ unit: "binary", maxLength: 12 }),
);
property(
  "any Retry-After",
  "a wait that is none, or bounded",
  fc.property(
    value,
    fc.integer({ min: 1, max: 9 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    (text, setbacks, random) => {
      const asked = retryAfterMs(text, null, now);
      const own = backoffMs(setbacks, random);
      const isUsable = asked === null || (asked > 0 && Number.isFinite(asked));
      return isUsable && own >= 0 && own <= Math.min(5000, 200 * 2 ** (setbacks - 1));
    },
  ),
);
