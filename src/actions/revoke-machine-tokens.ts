import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import { matchesWhole } from "../core/pattern.ts";
import type { ListedToken } from "../core/provider.ts";
import type { RevokeResult } from "../core/session.ts";
import { visible } from "../core/visible.ts";
import { doerOf, entryOf } from "./audit.ts";
import { currentLast } from "./current-last.ts";
import { forgetEnded } from "./log-out.ts";
import type { Login } from "./login.ts";
import { listMachineTokens, ownOnes } from "./machine-tokens.ts";
import { partlyDone } from "./partly-done.ts";

/** One machine token that is to end. */
export interface DoomedToken {
  readonly id: string;
  readonly name: string | null;
  readonly current: boolean;
  /** The server no longer takes it, or no longer knows it. */
  readonly gone: boolean;
}

export interface RevokedToken {
  readonly id: string;
  readonly name: string | null;
  readonly profile: string | null;
  readonly provider: string;
  readonly result: RevokeResult | "failed";
  readonly error: FobError | null;
}

/** What an id or a name means: one token, or with `all` each of that name. */
export async function selectMachineTokens(
  app: App,
  login: Login,
  what: string,
  all: boolean,
): Promise<readonly DoomedToken[]> {
  const listed = await listMachineTokens(app, login);
  const named = await ownOnes(
    login,
    listed.filter(({ name }) => name === what),
  );
  const found = listed.filter((one) => one.id === what || named.includes(one));
  if (found.length > 1 && !all) throw ambiguous(what, found);
  if (found.length > 0)
    return found.map(({ id, name, current, revoked }) => ({ id, name, current, gone: revoked }));
  const { idPattern } = login.definition.info.machineToken ?? { idPattern: "(?!)" };
  if (/\d/.test(what) && matchesWhole(idPattern, what) && !(await isUserSession(login, what)))
    return [{ id: what, name: null, current: false, gone: true }];
  throw new FobError("usage", `There is no machine token of yours with the id or name ${shown(what)}.`, {
    hint: "See: fob token machine list",
  });
}

function ambiguous(what: string, found: readonly ListedToken[]): FobError {
  const ids = found.map(({ id }) => id).join(", ");
  return new FobError("usage", `${shown(what)} means ${found.length} machine tokens: ${visible(ids)}.`, {
    hint: "Give one of the ids, or revoke them all with --all.",
  });
}

/** An id that is no longer listed counts as done, unless it is the id of what is no machine token. */
async function isUserSession({ provider, credential }: Login, id: string): Promise<boolean> {
  for await (const page of provider.sessions?.list(credential) ?? []) {
    if (page.some((session) => session.id === id)) return true;
  }
  return false;
}

function shown(text: string): string {
  return visible(text).slice(0, 80);
}

export interface RevokeHow {
  /** Whether the stored secret of this login goes with its token. */
  readonly forget: boolean;
}

/** One after the other and each reported once; the one that asks goes last. */
export async function revokeMachineTokens(
  app: App,
  login: Login,
  doomed: readonly DoomedToken[],
  how: RevokeHow = { forget: true },
): Promise<readonly RevokedToken[]> {
  const reports: RevokedToken[] = [];
  for (const one of currentLast(doomed)) {
    const { result, error } = await attempt(app, login, one, how);
    reports.push({ ...about(login, one), result, error });
    app.audit.later(entryOf("revoke", { ...doerOf(login), ids: [one.id] }, result, error));
    app.budget.progressed();
  }
  await app.audit.record();
  return reports;
}

function about({ profile, definition }: Login, { id, name }: DoomedToken) {
  return { id, name, profile: profile?.name ?? null, provider: definition.info.id };
}

async function attempt(
  app: App,
  login: Login,
  one: DoomedToken,
  { forget }: RevokeHow,
): Promise<Pick<RevokedToken, "result" | "error">> {
  if (one.gone) return { result: "already_gone", error: null };
  try {
    const result = await revokeAtServer(login, one.id);
    // A login that was got otherwise, and only carries this key along, lives on.
    if (forget && one.current && login.profile?.given) await forgetEnded(app, login.profile.name);
    return { result, error: null };
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
    return {
      result: "failed",
      error: error.with({ provider: login.definition.info.id, profile: login.profile?.name }),
    };
  }
}

export async function revokeAtServer(
  { provider, credential, definition }: Login,
  id: string,
): Promise<RevokeResult> {
  if (provider.revokeMachineToken !== undefined) return provider.revokeMachineToken(credential, id);
  const { displayName, capabilities } = definition.info;
  throw new FobError("unsupported", `${displayName}: ${capabilities.machine_revoke.note}`);
}

/** The failure of the whole: of one alone its own, of several "partly done". */
export function tokensLeft(reports: readonly RevokedToken[]): FobError | null {
  const failed = reports.filter(({ error }) => error !== null);
  const [first] = failed;
  if (first === undefined || (reports.length === 1 && first.error !== null)) return first?.error ?? null;
  const told = failed.slice(0, 3).map(({ id, error }) => `${visible(id)}: ${error?.message}`);
  const message = `${failed.length} of ${reports.length} tokens were not revoked. ${told.join("; ")}`;
  return partlyDone(message, failed);
}
