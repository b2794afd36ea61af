import { itNeeds } from "../../support/needs.ts";
import type { Seen } from "../../support/seen.ts";

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
      const seen: Seen = { fault: what, behaviour, count: typeof tried === "number" ? tried : 1 };
      task.meta.seen = seen;
    },
    timeoutMs,
  );
}
