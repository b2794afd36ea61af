/** So many requests in so much time. */
interface Window {
  readonly count: number;
  readonly ms: number;
}

/** What a provider publishes: a short limit, within which a burst may go at once, and one over a longer time. */
export interface RateLimits {
  readonly short: Window;
  readonly long: Window;
}

/** So many at once, then one each interval. */
interface Bucket {
  readonly burst: number;
  readonly everyMs: number;
}

/** The same as many machines keep it together. */
export interface Pace {
  readonly short: Bucket;
  readonly long: Bucket;
  /** For so long a leased request is good. */
  readonly lifeMs: number;
}

/**
 * Takes some of the requests that all machines together may send: they may go after `waitMs`. Not granted where that is
 * more than `mostWaitMs`; then none is taken. FobError as a store's.
 */
export type LeaseRequests = (
  origin: string,
  pace: Pace,
  count: number,
  mostWaitMs: number,
) => Promise<{ readonly granted: boolean; readonly waitMs: number }>;
