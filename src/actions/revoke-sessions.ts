import type { App } from "../core/app.ts";
import { FobError, isFobError } from "../core/errors.ts";
import type { RevokeResult } from "../core/session.ts";
import { forgetEnded, logOutOne, notOurs } from "./log-out.ts";
import { envName, type Login } from "./login.ts";
import { inPool } from "./pool.ts";
import type { Selected } from "./select-sessions.ts";
import { profileNamed } from "./target.ts";

export interface Revoked {
  readonly id: string;
  readonly profile: string | null;
  readonly provider: string;
  readonly result: RevokeResult | "failed" | "skipped" | "would_revoke";
  readonly error: FobError | null;
}

export interface RevokeRequest {
  readonly dryRun: boolean;
  readonly concurrency: number;
}

/** Ends every selected session and reports each once. One that fails stops no other; the current one goes last. */
export async function revokeSessions(
  app: App,
  login: Login,
  selected: readonly Selected[],
  { dryRun, concurrency }: RevokeRequest,
): Promise<readonly Revoked[]> {
  const about = { profile: login.profile?.name ?? null, provider: login.definition.info.id };
  if (dryRun) return selected.map(({ id }) => ({ id, ...about, result: "would_revoke", error: null }));
  const [others, current] = [selected.filter((one) => !one.current), selected.filter((one) => one.current)];
  const state = { stopped: null as FobError | null, done: 0 };
  const revokeOne = async (one: Selected): Promise<Revoked> => {
    if (state.stopped !== null || app.budget.signal.aborted)
      return { id: one.id, ...about, result: "skipped", error: state.stopped };
    const outcome = await attempt(app, login, one);
    if (outcome.error !== null && stopsTheRest(outcome.error)) state.stopped = outcome.error;
    app.budget.progressed();
    app.terminal.progress(`${++state.done} of ${selected.length} sessions`);
    return { id: one.id, ...about, ...outcome };
  };
  const reports = [
    ...(await inPool(others, concurrency, revokeOne)),
    ...(await inPool(current, 1, revokeOne)),
  ];
  app.terminal.progressDone();
  return reports;
}

type Outcome = Pick<Revoked, "result" | "error">;

async function attempt(app: App, login: Login, one: Selected): Promise<Outcome> {
  try {
    if (one.local !== null) return await logOutLocal(app, login, one.local);
    const result = await endAtServer(login, one);
    if (one.current && login.profile !== null) await forgetEnded(app, login.profile.name);
    return { result, error: null };
  } catch (error) {
    if (error instanceof FobError) return { result: "failed", error };
    throw error;
  }
}

async function endAtServer(login: Login, one: Selected): Promise<RevokeResult> {
  const { provider, credential, definition } = login;
  if (one.ofUser !== null && provider.revokeUser !== undefined)
    return provider.revokeUser(one.ofUser.id, one.ofUser.adminToken);
  if (provider.revokeSession !== undefined) return provider.revokeSession(credential, one.id);
  const { displayName, capabilities } = definition.info;
  throw new FobError("unsupported", `${displayName}: ${capabilities.sessions_revoke.note}`);
}

async function logOutLocal(app: App, login: Login, name: string): Promise<Outcome> {
  if (login.profile === null && name === envName) throw notOurs();
  const { server, local, error } = await logOutOne(app, await profileNamed(app, name), false);
  if (error !== null || local !== "deleted") return { result: "failed", error };
  return { result: server === "revoked" ? "revoked" : "already_gone", error: null };
}

/** A dead login or an exhausted rate limit would fail every one that follows. */
function stopsTheRest(error: FobError): boolean {
  return isFobError(error, "login_expired", "rate_limited");
}

/** The failure of the whole: one id alone gives its own cause, several give "partly done". */
export function revokeFailure(reports: readonly Revoked[]): FobError | null {
  const failed = reports.filter(({ result }) => result === "failed" || result === "skipped");
  const [first] = failed;
  if (first === undefined) return null;
  if (reports.length === 1 && first.error !== null) return first.error;
  const names = failed.slice(0, 3).map(({ id, error }) => (error === null ? id : `${id}: ${error.message}`));
  return new FobError(
    "partly_done",
    `${failed.length} of ${reports.length} sessions were not ended. ${names.join("; ")}`,
    {
      hint: "Run the same command again: what is already gone counts as done.",
    },
  );
}
