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
