import type { Pace, RateLimits } from "../../../core/rate-limit.ts";

/** A leased request that was not sent by then is lost. */
const lifeMs = 3_000;
const burstShare = 0.25;
/** Requests that were sent in time may arrive late. */
const usedShare = 0.95;
const aloneShare = 0.1;

/**
 * What all machines together may lease: as many at once as the burst says, then one each interval, for each of the two
 * limits. In any window there are then no more than its limit, although a leased request may go some seconds later.
 */
export function fleetPace({ short, long }: RateLimits): Pace {
  const bucket = ({ count, ms }: RateLimits["short"]) => {
    const burst = Math.floor(count * burstShare);
    return { burst, everyMs: (ms + lifeMs) / (Math.floor(count * usedShare) - burst) };
  };
  return { short: bucket(short), long: bucket(long), lifeMs };
}

/** One machine's part while nobody can tell what the others send. */
export function fleetShare(limits: RateLimits): { readonly burst: number; readonly everyMs: number } {
  const { short, long } = fleetPace(limits);
  return {
    burst: Math.max(1, Math.floor(Math.min(short.burst, long.burst) * aloneShare)),
    everyMs: Math.max(short.everyMs, long.everyMs) / aloneShare,
  };
}
