import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { Session } from "../core/session.ts";
import type { Login } from "./login.ts";
import { createProgress, type Progress } from "./progress.ts";
import {
  isFiltering,
  matchesFilter,
  type SessionFilter,
  type SortOrder,
  sortSessions,
} from "./session-filter.ts";
import { listQuery, sessionPages } from "./session-pages.ts";
import { checkNoneNamed, chooseTarget, loggedInTargets, type Target } from "./target.ts";
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
  /** False where one may be missing: it failed, or the list moved while it was read. */
  readonly complete: boolean;
  readonly error: FobError | null;
}

export interface Listing {
  readonly coverage: readonly Coverage[];
  readonly count: number;
  readonly failure: FobError | null;
}

/** What takes the sessions. Either answers false where no more are wanted. */
export interface Shown {
  one(session: ListedSession): boolean;
  /** After each page, for what writes many at a time. */
  page?(): boolean;
  /** What it takes goes out at once, so that a failure can only come after it. */
  readonly streams?: boolean;
}

/** Hands each session to `show`, as they come where nothing has to be sorted first; false stops the list. */
export async function listSessions(
  app: App,
  request: ListRequest,
  show: Shown | Shown["one"],
): Promise<Listing> {
  try {
    return await readAll(app, request, show);
  } finally {
    app.terminal.progressDone();
  }
}

async function readAll(app: App, request: ListRequest, show: Shown | Shown["one"]): Promise<Listing> {
  const counter = limited(request, typeof show === "function" ? { one: show } : show);
  const reading: Reading = { app, request, take: counter, progress: createProgress(app, "sessions") };
  if (!request.everyProfile) {
    const coverage = await listOrFail(reading, await chooseTarget(app));
    const isOut = coverage.count > 0 && request.sort === null && typeof show === "object" && show.streams;
    if (coverage.error !== null && !isOut) throw coverage.error;
    return { coverage: [coverage], count: counter.done(), failure: coverage.error };
  }
  checkNoneNamed(app, "--all-profiles");
  const targets = await loggedInTargets(app);
  const coverage = await Promise.all(targets.map((target) => listOrFail(reading, target)));
  const failed = coverage.filter(({ status }) => status === "failed");
  return {
    coverage,
    count: counter.done(),
    failure: failed.length === 0 ? null : partly(failed, coverage.length),
  };
}

interface Taker {
  one(session: ListedSession): boolean;
  page(): boolean;
}

/** Sorting needs them all; else each goes out at once, up to the limit. */
function limited({ sort, limit }: ListRequest, show: Shown): Taker & { done(): number } {
  const kept: ListedSession[] = [];
  const most = limit ?? Number.POSITIVE_INFINITY;
  let shown = 0;
  const showOne = (one: ListedSession) => {
    if (shown >= most) return false;
    shown++;
    return show.one(one) && shown < most;
  };
  const page = () => show.page?.() !== false;
  return {
    one(session) {
      if (sort === null) return showOne(session);
      kept.push(session);
      return true;
    },
    page,
    done() {
      if (sort !== null) for (const one of sortSessions(kept, sort)) if (!showOne(one)) break;
      page();
      return shown;
    },
  };
}

interface Reading {
  readonly app: App;
  readonly request: ListRequest;
  readonly take: Taker;
  readonly progress: Progress;
}

async function listOrFail(reading: Reading, target: Target): Promise<Coverage> {
  let count = 0;
  const { take } = reading;
  const one = (session: ListedSession) => {
    count++;
    return take.one(session);
  };
  try {
    const own = { ...reading, take: { ...take, one } };
    return await naming(target, async () => listOne(own, await openLogin(reading.app, target)));
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
    return { ...whose(target), status: "failed", count, complete: false, error };
  }
}

function whose(target: Target): Pick<Coverage, "profile" | "provider"> {
  if (target.kind === "env") return { profile: null, provider: target.login.provider };
  return { profile: target.profile.name, provider: target.profile.provider };
}

async function listOne(reading: Reading, login: Login): Promise<Coverage> {
  const { app, request, take, progress } = reading;
  const about = { profile: login.profile?.name ?? null, provider: login.definition.info.id };
  const state = { count: 0, complete: true };
  const narrows = isFiltering(request.filter);
  const query = listQuery(app, login, request.filter, progress, () => {
    state.complete = false;
  });
  for await (const page of sessionPages(login, query)) {
    app.budget.progressed();
    const wanted = narrows ? matching(page, request.filter, app.clock.now()) : page;
    const taken = wanted.findIndex((session) => !take.one(listed(session, about)));
    state.count += taken < 0 ? wanted.length : taken + 1;
    progress.add(page.length);
    if (!take.page() || taken >= 0) break;
  }
  const status = login.provider.sessions === undefined ? "local_only" : "listed";
  return { ...about, status, ...state, error: null };
}

function matching(page: readonly Session[], filter: SessionFilter, now: Date): readonly Session[] {
  return page.filter((session) => matchesFilter(session, filter, now));
}

/** Member by member: a hundred thousand copies by spreading take three times as long. */
function listed(one: Session, { profile, provider }: Pick<ListedSession, "profile" | "provider">) {
  return {
    id: one.id,
    profile,
    provider,
    kind: one.kind,
    name: one.name,
    current: one.current,
    readOnly: one.readOnly,
    userId: one.userId,
    device: one.device,
    platform: one.platform,
    browser: one.browser,
    ip: one.ip,
    location: one.location,
    createdAt: one.createdAt,
    lastActivityAt: one.lastActivityAt,
    expiresAt: one.expiresAt,
    twoFactor: one.twoFactor,
    revocable: one.revocable,
  } satisfies ListedSession;
}

function partly(failed: readonly Coverage[], all: number): FobError {
  const names = failed.map(({ profile, error }) => `${profile}: ${error?.message}`).join("; ");
  return new FobError("partly_done", `${failed.length} of ${all} profiles could not be listed. ${names}`);
}
