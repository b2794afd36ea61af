import type { App } from "../core/app.ts";
import { type ErrorCode, FobError, isFobError } from "../core/errors.ts";
import type { Profile } from "../core/profile.ts";
import type { RevokeResult } from "../core/session.ts";
import { entryOf } from "./audit.ts";
import { endLogin, forgetEnded } from "./log-out.ts";
import { envName, type Login } from "./login.ts";
import { notOurs } from "./logout-targets.ts";
import { partlyDone } from "./partly-done.ts";
import { inPool } from "./pool.ts";
import { createProgress } from "./progress.ts";
import { providerNamed } from "./providers.ts";
import type { Selected } from "./select-sessions.ts";
import { profileNamed } from "./target.ts";

export interface Revoked {
  readonly id: string;
  readonly profile: string | null;
  readonly provider: string;
  readonly result: RevokeResult | "failed" | "skipped" | "would_revoke";
  readonly error: FobError | null;
}

type Named = Pick<Revoked, "id" | "profile" | "provider">;

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
  if (dryRun) return Promise.all(selected.map((one) => foreseen(app, login, one)));
  const isOwn = ({ current, local }: Selected) =>
    current && (local ?? login.profile?.name) === login.profile?.name;
  const [others, current] = [selected.filter((one) => !isOwn(one)), selected.filter(isOwn)];
  const state = { stopped: null as FobError | null };
  const progress = createProgress(app, "sessions");
  progress.expect("all", selected.length);
  const revokeOne = async (one: Selected): Promise<Revoked> => {
    if (state.stopped !== null || app.budget.signal.aborted)
      return { ...(await about(app, login, one)), result: "skipped", error: state.stopped };
    const { result, error } = unknownIfCut(app, one, await attempt(app, login, one));
    const { id, profile, provider } =
      one.local === null ? ofLogin(login, one.id) : await about(app, login, one);
    app.audit.later(entryOf("revoke", { profile, provider, ids: [id] }, result, error));
    if (error !== null && stopsTheRest(error)) state.stopped = error;
    app.budget.progressed();
    progress.add(1);
    return { id, profile, provider, result, error };
  };
  const reports = [
    ...(await inPool(others, concurrency, revokeOne)),
    ...(await inPool(current, 1, revokeOne)),
  ];
  await app.audit.record();
  app.terminal.progressDone();
  return reports;
}

/** Whose session it is: `local:PROFILE` may name another login than the one that the command was given. */
async function about(app: App, login: Login, { id, local }: Selected): Promise<Named> {
  const named = local === null ? null : await app.records.get(local);
  return named === null ? ofLogin(login, id) : { id, profile: named.name, provider: named.provider };
}

function ofLogin({ profile, definition }: Login, id: string): Named {
  return { id, profile: profile?.name ?? null, provider: definition.info.id };
}

type Outcome = Pick<Revoked, "result" | "error">;

/** What can be known without asking the server. */
async function foreseen(app: App, login: Login, one: Selected): Promise<Revoked> {
  const outcome = await orFailed(login, one, async () => {
    checkRevocable(one);
    const profile = one.local === null ? null : await localLogin(app, login, one.local);
    const isOver = profile?.state === "logged_out" && profile.pendingRevokes === 0;
    return { result: isOver ? "already_gone" : "would_revoke", error: null };
  });
  return { ...(await about(app, login, one)), ...outcome };
}

function attempt(app: App, login: Login, one: Selected): Promise<Outcome> {
  return orFailed(login, one, async () => {
    checkRevocable(one);
    if (one.local !== null) return endLogin(app, await localLogin(app, login, one.local));
    const result = await endAtServer(login, one);
    if (one.current && login.profile !== null) await forgetEnded(app, login.profile.name);
    return { result, error: null };
  });
}

/** A request that was cut off may have done its work. */
function unknownIfCut({ budget: { signal } }: App, { local }: Selected, outcome: Outcome): Outcome {
  const { error } = outcome;
  if (local !== null || error === null || !signal.aborted || error.code !== codeOf(signal)) return outcome;
  const { provider, profile } = error.details;
  const message = "It was cut off: whether the session has ended is not known.";
  return { ...outcome, error: new FobError("outcome_unknown", message, { provider, profile }) };
}

/** Which signal it was, or the time limit. */
export function codeOf({ reason }: AbortSignal): ErrorCode {
  return isFobError(reason) ? reason.code : "interrupted";
}

async function orFailed(login: Login, one: Selected, work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
    const named = { provider: login.definition.info.id, profile: login.profile?.name };
    return { result: "failed", error: error.with(one.local === null ? named : {}) };
  }
}

/** Of a list, where ids come from the server: what is none could not be sent back to it. */
function checkRevocable({ session }: Selected): void {
  if (session === null || session.revocable) return;
  throw new FobError("unsupported", "The provider's list has no id for it by which it could be ended.");
}

function endAtServer(login: Login, one: Selected): Promise<RevokeResult> {
  const { provider, credential, definition } = login;
  if (one.ofUser !== null && provider.revokeUser !== undefined)
    return provider.revokeUser(one.ofUser.id, one.ofUser.adminToken);
  if (provider.revokeSession !== undefined) return provider.revokeSession(credential, one.id);
  const { displayName, capabilities } = definition.info;
  throw new FobError("unsupported", `${displayName}: ${capabilities.sessions_revoke.note}`);
}

/** The login of `local:PROFILE`, where it can be ended. */
async function localLogin(app: App, login: Login, name: string): Promise<Profile> {
  if (login.profile === null && name === envName) throw notOurs();
  const profile = await profileNamed(app, name);
  checkEndable(app, profile);
  return profile;
}

/** Where the server is not told, the session lives on: then it is not called ended, and nothing is forgotten. */
function checkEndable(app: App, { name, provider, given }: Profile): void {
  const { info } = providerNamed(app, provider);
  const hint = `To forget it here: fob logout ${name}`;
  if (!info.capabilities.logout.supported) {
    throw new FobError("unsupported", `${info.displayName}: ${info.capabilities.logout.note}`, {
      hint,
      provider,
      profile: name,
    });
  }
  if (!given) return;
  const message = `The token of ${name} was given to fob, which does not end it.`;
  throw new FobError("unsupported", message, { hint, provider, profile: name });
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
  const message = `${failed.length} of ${reports.length} sessions were not ended. ${names.join("; ")}`;
  return partlyDone(message, failed);
}
