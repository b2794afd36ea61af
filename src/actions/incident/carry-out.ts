import type { App } from "../../core/app.ts";
import { FobError } from "../../core/errors.ts";
import type { Batch, IncidentItem, Outcome, SitePlan } from "./words.ts";

const planned: Outcome = { result: "would_revoke", error: null };
const skipped: Outcome = { result: "skipped", error: null };

/** The items as they stand before anything is done. */
export function asPlanned(plans: readonly SitePlan[]): readonly IncidentItem[] {
  return plans.flatMap(({ batches }) =>
    batches.flatMap((batch) => told(batch, batch.run === null ? cannot(batch) : all(batch, planned), null)),
  );
}

/** The sites at the same time, at each one thing after the other. */
export async function carryOut(app: App, plans: readonly SitePlan[]): Promise<readonly IncidentItem[]> {
  const perSite = plans.map(async ({ batches }) => {
    const items: IncidentItem[] = [];
    for (const batch of batches) items.push(...(await runOne(app, batch)));
    return items;
  });
  return (await Promise.all(perSite)).flat();
}

async function runOne(app: App, batch: Batch): Promise<readonly IncidentItem[]> {
  if (batch.run === null) return told(batch, cannot(batch), null);
  if (app.budget.signal.aborted) return told(batch, all(batch, skipped), null);
  const outcomes = await attempt(batch, batch.run);
  app.budget.progressed();
  return told(batch, outcomes, app.clock.now());
}

/** What fails as a whole has failed for each. */
async function attempt(batch: Batch, run: NonNullable<Batch["run"]>): Promise<readonly Outcome[]> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
    return all(batch, { result: "failed", error });
  }
}

function told({ items, instead }: Batch, outcomes: readonly Outcome[], now: Date | null): IncidentItem[] {
  return items.map((item, index) => {
    const { result, error } = outcomes[index] ?? skipped;
    return { ...item, result, error, at: result === "skipped" ? null : now, instead };
  });
}

function cannot(batch: Batch): readonly Outcome[] {
  return all(batch, { result: "not_possible", error: batch.error });
}

function all({ items }: Batch, outcome: Outcome): readonly Outcome[] {
  return items.map(() => outcome);
}
