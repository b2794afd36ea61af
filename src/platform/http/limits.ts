/** What one request may take. A command's budget shortens the times further. */
export interface Limits {
  readonly connectMs: number;
  /** From the first byte sent to the last byte read. */
  readonly requestMs: number;
  readonly headerBytes: number;
  /** Of decoded body, where a request names no limit of its own. */
  readonly bodyBytes: number;
}

export const standardLimits: Limits = {
  connectMs: 5_000,
  requestMs: 30_000,
  headerBytes: 16 * 1024,
  bodyBytes: 1024 * 1024,
};
