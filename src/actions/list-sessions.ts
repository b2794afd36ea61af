import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { Session } from "../core/session.ts";
import { envName, type Login } from "./login.ts";
import { matchesFilter, type SessionFilter, type SortOrder, sortSessions } from "./session-filter.ts";
import { allProfiles, chooseTarget, noLogins, type Target } from "./target.ts";
import { naming, openLogin } from "./use-login.ts";

export interface ListRequest {
  readonly everyProfile: boolean;
  readonly filter: SessionFilter;
  readonly sort: SortOrder | null;
  readonly limit: number | null;
}

export interface ListedSession extends Session {
  readonly profile: string | null;
  readonly provider: string;
}

export interface Coverage {
  readonly profile: string | null;
  readonly provider: string;
  /** `local_only`: the API shows no list, so this is what this machine holds. */
  readonly status: "listed" | "local_only" | "failed";
  readonly count: number;
  readonly error: FobError | null;
}

export interface Listing {
  readonly coverage: readonly Coverage[];
  readonly count: number;
  readonly failure: FobError | null;
}

/** Hands each session to `show`, as they come where nothing has to be sorted first; false stops the list. */
export async function listSessions(
  app: App,
  request: ListRequest,
  show: (one: ListedSession) => boolean,
): Promise<Listing> {
  const counter = limited(request, show);
  if (!request.everyProfile) {
    const target = await chooseTarget(app);
    const coverage = await naming(target, async () =>
      listOne(app, await openLogin(app, target), request.filter, counter.take),
    );
    return { coverage: [coverage], count: counter.done(), failure: null };
  }
  const coverage = await Promise.all(
    (await loggedInTargets(app)).map((target) => listOrFail(app, target, request.filter, counter.take)),
  );
  const failed = coverage.filter(({ status }) => status === "failed");
  return {
    coverage,
    count: counter.done(),
    failure: failed.length === 0 ? null : partly(failed, coverage.length),
  };
}

/** Sorting needs them all; else each goes out at once, up to the limit. */
function limited({ sort, limit }: ListRequest, show: (one: ListedSession) => boolean) {
  const kept: ListedSession[] = [];
  const most = limit ?? Number.POSITIVE_INFINITY;
  let shown = 0;
  const showOne = (one: ListedSession) => {
    if (shown >= most) return false;
    shown++;
    return show(one) && shown < most;
  };
  return {
    /** False when no more are wanted. */
    take(one: ListedSession): boolean {
      if (sort === null) return showOne(one);
      kept.push(one);
      return true;
    },
    done(): number {
      if (sort !== null) for (const one of sortSessions(kept, sort)) if (!showOne(one)) break;
      return shown;
    },
  };
}

async function loggedInTargets(app: App): Promise<readonly Target[]> {
  const profiles = await allProfiles(app);
  if (profiles.length === 0) throw noLogins();
  const left = profiles.filter(({ state }) => state !== "active");
  for (const { name } of left)
    app.warn({ code: "not_logged_in", message: `${name} is not logged in and is left out.` });
  return profiles
    .filter(({ state }) => state === "active")
    .map((profile) => ({ kind: "profile", profile, chosenBy: "flag" }));
}

type Take = (one: ListedSession) => boolean;

async function listOrFail(app: App, target: Target, filter: SessionFilter, take: Take): Promise<Coverage> {
  let count = 0;
  const counting: Take = (one) => {
    count++;
    return take(one);
  };
  try {
    return await listOne(app, await openLogin(app, target), filter, counting);
  } catch (error) {
    if (!(error instanceof FobError) || target.kind !== "profile") throw error;
    const { name, provider } = target.profile;
    return { profile: name, provider, status: "failed", count, error };
  }
}

async function listOne(app: App, login: Login, filter: SessionFilter, take: Take): Promise<Coverage> {
  const about = { profile: login.profile?.name ?? null, provider: login.definition.info.id };
  const status = login.provider.sessions === undefined ? "local_only" : "listed";
  let count = 0;
  for await (const page of sessionPages(login)) {
    app.budget.progressed();
    for (const session of page) {
      if (!matchesFilter(session, filter, app.clock.now())) continue;
      count++;
      if (!take({ ...session, ...about })) return { ...about, status, count, error: null };
    }
    app.terminal.progress(`${about.profile ?? about.provider}: ${count} sessions`);
  }
  return { ...about, status, count, error: null };
}

export function sessionPages(login: Login): AsyncIterable<readonly Session[]> {
  return login.provider.sessions?.list(login.credential) ?? localPage(login);
}

async function* localPage(login: Login): AsyncIterable<readonly Session[]> {
  yield [localSession(login)];
}

/** What this machine holds, where the API shows no list. */
function localSession({ profile, provider, credential }: Login): Session {
  return {
    id: `local:${profile?.name ?? envName}`,
    kind: "user",
    name: null,
    current: true,
    readOnly: null,
    userId: profile?.identity.id ?? null,
    device: null,
    platform: null,
    browser: null,
    ip: null,
    location: null,
    createdAt: null,
    lastActivityAt: null,
    expiresAt: credential.expiresAt,
    twoFactor: null,
    revocable: profile !== null && provider.logout !== undefined && !credential.given,
  };
}

function partly(failed: readonly Coverage[], all: number): FobError {
  const names = failed.map(({ profile, error }) => `${profile}: ${error?.message}`).join("; ");
  return new FobError("partly_done", `${failed.length} of ${all} profiles could not be listed. ${names}`);
}
