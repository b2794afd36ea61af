import fc from "fast-check";
import { it } from "vitest";
import type { Seen } from "./seen.ts";

/** `npm run faults` asks for many more. */
const numRuns = Number(process.env.FOB_PROPERTY_RUNS || 2000);

/** A test that something holds whatever the input is. */
export function property<Input>(what: string, behaviour: string, holds: fc.IProperty<Input>): void {
  it(`${what}: ${behaviour}`, ({ task }) => {
    fc.assert(holds, { numRuns });
    const seen: Seen = { fault: what, behaviour, count: numRuns };
    task.meta.seen = seen;
  }, 120_000);
}
