import { FobError } from "../../core/errors.ts";
import type { RetryPolicy } from "../../core/http.ts";

export function rateLimited(origin: string, waitMs: number | null, policy: RetryPolicy): FobError {
  const message = `${origin} answered 429: too many requests.`;
  if (waitMs === null) {
    return new FobError("rate_limited", message, { hint: "Try again in a minute.", retryable: true });
  }
  const retryAfterS = Math.ceil(waitMs / 1000);
  // A code is too old by then: what has it is sent once, however long there would be to wait.
  const orWait = policy === "attempt" ? "." : ", or allow that much with --timeout.";
  return new FobError("rate_limited", message, {
    hint: `Try again in ${inWords(retryAfterS)}${orWait}`,
    retryable: true,
    retryAfterS,
  });
}

export function inWords(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.ceil(minutes / 60);
  return hours < 72 ? `${hours} h` : `${Math.ceil(hours / 24)} days`;
}
