import type { Budget } from "../../core/budget.ts";
import type { Clock } from "../../core/clock.ts";
import type { RateLimits } from "../../core/rate-limit.ts";
import type { TakeTurn } from "./rate/limiter.ts";

export interface HttpWorld {
  readonly clock: Clock;
  readonly budget: Budget;
  readonly env: Readonly<Record<string, string | undefined>>;
  random(): number;
  readonly userAgent: string;
  /** One line a call: method, URL, status, size, time; never a header's value nor a body. Absent where nobody reads it. */
  trace?(line: string): void;
  readonly openLimiter?: OpenLimiter;
}

/** A limiter for each origin; absent: none. `shared`: other machines use the same login. */
export type OpenLimiter = (origin: string, limits: RateLimits, shared: boolean) => TakeTurn;

export interface HttpSite {
  readonly baseUrl: string;
  /** PEM file of authorities to trust beside the usual ones. */
  readonly caFile?: string;
  /** What its provider publishes; absent: nothing is held back. */
  readonly rateLimits?: RateLimits;
  /** To wait after a 429 that does not say how long. */
  readonly pauseMs?: number;
  /** Other machines use the same login, and count too. */
  readonly shared?: boolean;
}
