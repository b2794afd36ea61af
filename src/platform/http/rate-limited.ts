import { FobError } from "../../core/errors.ts";

export function rateLimited(origin: string, waitMs: number | null): FobError {
  const message = `${origin} answered 429: too many requests.`;
  if (waitMs === null) {
    return new FobError("rate_limited", message, { hint: "Try again in a minute.", retryable: true });
  }
  const retryAfterS = Math.ceil(waitMs / 1000);
  return new FobError("rate_limited", message, {
    hint: `Try again in ${inWords(retryAfterS)}, or allow that much with --timeout.`,
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
