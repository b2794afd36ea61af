import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import { matchesWhole } from "../core/pattern.ts";
import type { ProviderInfo } from "../core/provider-info.ts";
import type { Secret } from "../core/secret.ts";
import type { Session } from "../core/session.ts";
import { visible } from "../core/visible.ts";
import type { Login } from "./login.ts";
import { requiredSecret } from "./login-secrets.ts";
import { createProgress } from "./progress.ts";
import { requireCapability } from "./providers.ts";
import { isFiltering, matchesFilter, type SessionFilter } from "./session-filter.ts";
import { listQuery, sessionPages } from "./session-pages.ts";

/** One session that is to end. */
export interface Selected {
  readonly id: string;
  readonly current: boolean;
  /** The profile that `local:PROFILE` names. */
  readonly local: string | null;
  /** All sessions of a user, by an administrator's token. */
  readonly ofUser: { readonly id: string; readonly adminToken: Secret } | null;
  readonly session: Session | null;
}

export interface SelectionByFilter {
  readonly by: "filter";
  readonly filter: SessionFilter;
  readonly others: boolean;
  readonly pick: boolean;
}

export type Selection =
  | { readonly by: "ids"; readonly ids: readonly string[] }
  | { readonly by: "plan"; readonly path: string }
  | SelectionByFilter;

const localPrefix = "local:";

/** Before anything is opened or sent: can this API do it, and is each id one? One bad id stops the command. */
export function checkSelection(info: ProviderInfo, selection: Selection): void {
  if (selection.by === "ids") checkIds(info, selection.ids);
  else if (selection.by === "plan") requireCapability(info, "sessions_revoke");
  else if (info.capabilities.sessions_list.supported) requireCapability(info, "sessions_revoke");
  else checkWholeUser(info, selection);
}

/** The profiles that `local:PROFILE` names; null where anything else is selected too. */
export function onlyLocal(selection: Selection): readonly string[] | null {
  if (selection.by !== "ids" || selection.ids.length === 0) return null;
  const isLocal = selection.ids.every((id) => id.startsWith(localPrefix));
  return isLocal ? [...new Set(selection.ids)].map((id) => id.slice(localPrefix.length)) : null;
}

/** A plan names sessions of a list, and is held to that list when it is applied. */
export function checkPlannable(info: ProviderInfo, selection: Selection): void {
  const local = selection.by === "ids" ? selection.ids.find((id) => id.startsWith(localPrefix)) : undefined;
  if (local !== undefined) {
    throw new FobError(
      "usage",
      `${visible(local).slice(0, 80)} is a login of this machine: no plan can hold it.`,
      {
        hint: `End it by itself: fob logout ${visible(local.slice(localPrefix.length)).slice(0, 80)}`,
      },
    );
  }
  if (info.capabilities.sessions_list.supported) return;
  throw new FobError(
    "unsupported",
    `${info.displayName} shows no list of sessions that a plan could be held to.`,
    {
      hint: "See what would end with --dry-run, and end it without a plan.",
      provider: info.id,
    },
  );
}

/** Without a list there is nothing to filter: all of a user's sessions end, or none. */
function checkWholeUser(info: ProviderInfo, { filter, others, pick }: SelectionByFilter): void {
  requireCapability(info, filter.userId === null ? "sessions_list" : "user_revoke");
  if (!isFiltering({ ...filter, userId: null }) && !others && !pick) return;
  throw new FobError("unsupported", `${info.displayName} cannot choose among a user's sessions.`, {
    hint: "End them all: fob sessions revoke --all --user ID",
    provider: info.id,
  });
}

function checkIds(info: ProviderInfo, ids: readonly string[]): void {
  const atServer = ids.filter((id) => !id.startsWith(localPrefix));
  if (atServer.length > 0) requireCapability(info, "sessions_revoke");
  const { pattern, label } = info.sessionId;
  const bad = atServer.find((id) => !matchesWhole(pattern, id));
  if (bad !== undefined) throw badId(bad, label);
}

export function selectByIds(login: Login, ids: readonly string[]): readonly Selected[] {
  return [...new Set(ids)].map((id) => {
    const local = id.startsWith(localPrefix) ? id.slice(localPrefix.length) : null;
    // A login stored here is somebody's current session, whichever profile it is.
    const current = local !== null || id === login.profile?.session.id;
    return { id, current, local, ofUser: null, session: null };
  });
}

function badId(id: string, label: string): FobError {
  return new FobError("usage", `${visible(id).slice(0, 80)} is not a session id: ${label}.`, {
    hint: "The ids are in: fob sessions list",
  });
}

/** By a filter only the caller's own user sessions are meant; `--kind` and `--user` widen that. */
export async function selectByFilter(
  app: App,
  login: Login,
  { filter, others }: SelectionByFilter,
): Promise<readonly Selected[]> {
  if (login.provider.sessions === undefined && filter.userId !== null)
    return [await wholeUser(app, login, filter.userId)];
  const kind = filter.kind ?? "user";
  const sessions = await readSessions(app, login, { ...filter, kind });
  const narrowed = { ...filter, kind, userId: filter.userId ?? ownUserId(login, sessions) };
  return sessions
    .filter((one) => matchesFilter(one, narrowed, app.clock.now()) && !(others && one.current))
    .map((session) => ({ id: session.id, current: session.current, local: null, ofUser: null, session }));
}

export async function readSessions(
  app: App,
  login: Login,
  filter: SessionFilter,
  incomplete?: () => void,
): Promise<readonly Session[]> {
  const sessions: Session[] = [];
  const progress = createProgress(app, "sessions read");
  for await (const page of sessionPages(login, listQuery(app, login, filter, progress, incomplete))) {
    app.budget.progressed();
    sessions.push(...page);
    progress.add(page.length);
  }
  app.terminal.progressDone();
  return sessions;
}

function ownUserId(login: Login, sessions: readonly Session[]): string {
  const own = login.profile?.identity.id ?? sessions.find(({ current }) => current)?.userId ?? null;
  if (own !== null) return own;
  throw new FobError("unsafe", "It is not known which sessions are your own.", {
    hint: "Name the user with --user ID, or give the ids by hand.",
  });
}

async function wholeUser(app: App, login: Login, userId: string): Promise<Selected> {
  const adminToken = await requiredSecret(app, "adminToken", "Administrator's token");
  return {
    id: `user:${userId}`,
    current: userId === login.profile?.identity.id,
    local: null,
    ofUser: { id: userId, adminToken },
    session: null,
  };
}
