/**
 * The time that one command may spend on its work. Waiting for a person does not count.
 * Lists and bulk work have no total, only a limit on time without progress.
 */
export interface Budget {
  /** Milliseconds left; Infinity where nothing limits. */
  remainingMs(): number;
  /** Aborts on a signal from outside (Ctrl-C, SIGTERM); not when time runs out. */
  readonly signal: AbortSignal;
  /** Stops the count while a person is asked. */
  pausedDuring<T>(work: () => Promise<T>): Promise<T>;
  /** Something was achieved: the count without progress starts again. */
  progressed(): void;
}
