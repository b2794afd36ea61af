/** Time as fob sees it. `sleep` ends early, rejecting, when the signal aborts. */
export interface Clock {
  now(): Date;
  /** Milliseconds that never jump with the wall clock. */
  monotonicMs(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
