import type { RetryPolicy } from "../../core/http.ts";

/**
 * Why an attempt gave no final answer.
 * - `no_connection`: nothing was written; a later try may do better.
 * - `no_trust`: nothing was written, and a later try would meet the same certificate or the same proxy's refusal.
 * - `rate_limited`: 429. - `server_error`: 5xx. - `lost`: written, then no complete answer.
 */
export type Setback = "no_connection" | "no_trust" | "rate_limited" | "server_error" | "lost";

export const maxAttempts = 5;

/** How many setbacks of each kind a policy survives; those in `received` share the smallest. */
const survives: Readonly<Record<RetryPolicy, Readonly<Record<Setback, number>>>> = {
  idempotent: { no_connection: 4, no_trust: 0, rate_limited: 4, server_error: 4, lost: 4 },
  once: { no_connection: 4, no_trust: 0, rate_limited: 4, server_error: 0, lost: 0 },
  attempt: { no_connection: 4, no_trust: 0, rate_limited: 0, server_error: 0, lost: 0 },
  unsafe: { no_connection: 4, no_trust: 0, rate_limited: 4, server_error: 0, lost: 0 },
  renewal: { no_connection: 4, no_trust: 0, rate_limited: 4, server_error: 1, lost: 1 },
};

/** `setbacks` are those of one request so far, the latest last. */
export function mayTryAgain(policy: RetryPolicy, setbacks: readonly Setback[]): boolean {
  const latest = setbacks.at(-1);
  if (latest === undefined || setbacks.length >= maxAttempts) return false;
  const alike = setbacks.filter((setback) => isSame(setback, latest)).length;
  return alike <= survives[policy][latest];
}

/** The request may have taken effect at one of its attempts, and that matters to this policy. */
export function isOutcomeUnknown(policy: RetryPolicy, setbacks: readonly Setback[]): boolean {
  if (policy === "unsafe") return setbacks.includes("lost");
  return policy !== "idempotent" && setbacks.some(mayHaveBeenReceived);
}

function isSame(one: Setback, other: Setback): boolean {
  return one === other || (mayHaveBeenReceived(one) && mayHaveBeenReceived(other));
}

function mayHaveBeenReceived(setback: Setback): boolean {
  return setback === "server_error" || setback === "lost";
}
