import type { App } from "../../core/app.ts";
import { FobError } from "../../core/errors.ts";
import type { UserFile } from "../../core/user-file.ts";
import { agreed, checkExpected } from "../confirm-end.ts";
import { allProfiles, noLogins } from "../target.ts";
import { asPlanned, carryOut } from "./carry-out.ts";
import { incidentFailure } from "./failure.ts";
import { sitesOf } from "./people.ts";
import { adminTokensFor, planSite } from "./plan.ts";
import type { Incident, SitePlan } from "./words.ts";

export interface IncidentRequest {
  /** Every name that the user goes by: logins, e-mail addresses, ids. */
  readonly users: readonly string[];
  readonly dryRun: boolean;
  /** `--confirm`: how many things the user expects to end. */
  readonly expected: number | null;
  readonly reports: readonly { readonly path: string; readonly render: (incident: Incident) => string }[];
  /** The plan as a person reads it before anything is sent. */
  readonly tell: (incident: Incident) => readonly string[];
}

export interface Handled {
  readonly incident: Incident;
  readonly failure: FobError | null;
}

/** Ends what is the user's wherever a login of this machine reaches, after showing it; and writes down what it did. */
export async function revokeIncident(app: App, request: IncidentRequest): Promise<Handled> {
  const files: UserFile[] = [];
  const write = (incident: Incident) => {
    for (const [index, { render }] of request.reports.entries())
      files[index]?.write(app.terminal.redact(render(incident)));
  };
  let plans: readonly SitePlan[];
  let incident: Incident;
  try {
    for (const { path } of request.reports) files.push(app.newUserFile(path));
    const startedAt = app.clock.now();
    plans = await planned(app, request);
    incident = about(request, startedAt, plans);
    for (const line of request.tell(incident)) app.terminal.note(line);
    await confirm(app, incident, request);
    write(incident);
  } catch (error) {
    for (const file of files) file.discard();
    throw error;
  }
  const { signal } = app.budget;
  if (request.dryRun) return { incident, failure: incidentFailure(incident, signal) };
  const items = await carryOut(app, plans);
  const state = signal.aborted ? "interrupted" : "done";
  const done: Incident = { ...incident, items, state, finishedAt: app.clock.now() };
  const unwritten = kept(() => write(done));
  return { incident: done, failure: unwritten ?? incidentFailure(done, signal) };
}

/** The answer still tells what the file cannot. */
function kept(write: () => void): FobError | null {
  try {
    write();
    return null;
  } catch (error) {
    if (error instanceof FobError) return error;
    throw error;
  }
}

async function planned(app: App, { users, dryRun }: IncidentRequest): Promise<readonly SitePlan[]> {
  const profiles = await allProfiles(app);
  if (profiles.length === 0) throw noLogins();
  const sites = sitesOf(app, profiles);
  const adminTokens = await adminTokensFor(app, sites, !dryRun);
  const plans = await Promise.all(sites.map((site) => planSite(app, site, users, adminTokens)));
  app.terminal.progressDone();
  return plans;
}

function about({ users }: IncidentRequest, startedAt: Date, plans: readonly SitePlan[]): Incident {
  const coverage = plans.flatMap((plan) => plan.coverage);
  return { users, state: "planned", startedAt, finishedAt: null, items: asPlanned(plans), coverage };
}

async function confirm(app: App, { items }: Incident, { dryRun, expected }: IncidentRequest): Promise<void> {
  const count = items.filter(({ result }) => result === "would_revoke").length;
  if (expected !== null) return checkExpected(`${count} thing${count === 1 ? "" : "s"}`, count, expected);
  if (dryRun || count === 0 || app.assumeYes) return;
  const what = `End ${count === 1 ? "this" : `these ${count}`}?`;
  await agreed(app, what, count, `See the plan with --dry-run, then add --yes or --confirm ${count}.`);
}
