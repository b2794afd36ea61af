/** What one request may take. A command's budget shortens the times further. */
export interface Limits {
  readonly connectMs: number;
  /** From the first byte sent to the last byte read. */
  readonly requestMs: number;
  readonly headerBytes: number;
  /** Of decoded body, where a request names no limit of its own. */
  readonly bodyBytes: number;
  /** The same two for an answer that is handed on as it is. */
  readonly rawMs: number;
  readonly rawBytes: number;
}

export const standardLimits: Limits = {
  connectMs: 5_000,
  requestMs: 30_000,
  headerBytes: 16 * 1024,
  bodyBytes: 1024 * 1024,
  // As long as the command may take: a timer of Node goes no further than 24 days.
  rawMs: 24 * 3600 * 1000,
  rawBytes: 64 * 1024 * 1024,
};
