import date from "undici/lib/util/date.js";

const baseMs = 200;
const capMs = 5_000;

/** Full jitter, as in "Exponential Backoff And Jitter" of the AWS Architecture Blog. `setbacks` counts from 1. */
export function backoffMs(setbacks: number, random: number): number {
  return random * Math.min(capMs, baseMs * 2 ** (setbacks - 1));
}

/**
 * Milliseconds that a server asks to wait (RFC 9110, 10.2.3), null where it says nothing of sense. A date is compared
 * with the server's own clock where the answer shows it, since ours may be wrong.
 */
export function retryAfterMs(value: string | null, serverDate: string | null, now: Date): number | null {
  const text = value?.trim() ?? "";
  if (/^\d{1,10}$/.test(text)) return positive(Number(text) * 1000);
  const until = parseDate(text);
  if (until === null) return null;
  return positive(until.getTime() - (parseDate(serverDate ?? "") ?? now).getTime());
}

function positive(ms: number): number | null {
  return ms > 0 ? ms : null;
}

function parseDate(text: string): Date | null {
  return date.parseHttpDate(text) ?? null;
}

/** Added to what a server asks, so that parallel requests do not all come back at once. */
export function spreadMs(random: number): number {
  return random * baseMs;
}
