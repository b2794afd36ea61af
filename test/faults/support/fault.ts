import { itNeeds } from "../../support/needs.ts";

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

export interface FaultOptions {
  /** Why it cannot be tried on this machine, or null. */
  readonly missing?: string | null;
  readonly timeoutMs?: number;
}

/** A test of one fault, and a row of the table that closes the run. The body answers how often it tried, if not once. */
export function fault(
  what: string,
  behaviour: string,
  body: () => Promise<unknown>,
  { missing = null, timeoutMs }: FaultOptions = {},
): void {
  itNeeds(
    missing,
    `${what}: ${behaviour}`,
    async ({ task }) => {
      const tried = await body();
      task.meta.seen = { fault: what, behaviour, count: typeof tried === "number" ? tried : 1 };
    },
    timeoutMs,
  );
}
