/** A row of the table that closes `npm run faults`. */
export interface Seen {
  /** What goes wrong. */
  readonly fault: string;
  /** What fob does then. */
  readonly behaviour: string;
  /** How often that was seen. */
  readonly count: number;
}

declare module "vitest" {
  interface TaskMeta {
    seen?: Seen;
  }
}
