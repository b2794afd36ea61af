import type { App } from "../../core/app.ts";
import type { Session } from "../../core/session.ts";
import { currentLast } from "../current-last.ts";
import type { Login } from "../login.ts";
import { revokeSessions } from "../revoke-sessions.ts";
import { readSessions } from "../select-sessions.ts";
import { noFilter } from "../session-filter.ts";
import { isTheirs, lookEverywhere, type Seen } from "./look.ts";
import type { KnownIds } from "./people.ts";
import type { Batch, Site, SitePlan } from "./words.ts";

/** So many at a time, as `sessions revoke` has it. */
const concurrency = 8;

/** Every session of the user's that some login here can see, each once. */
export async function planSessions(
  app: App,
  site: Site,
  names: readonly string[],
  known: KnownIds,
): Promise<SitePlan> {
  const looks = await lookEverywhere<Session>(app, site, names, known, async (login) => {
    let complete = true;
    const all = await readSessions(app, login, noFilter, () => {
      complete = false;
    });
    return { rows: all.filter(({ userId }) => isTheirs(userId, names, known)), complete };
  });
  const seen = looks.flatMap((look) => look.seen ?? []);
  return {
    batches: sharedOut(seen).map(({ login, rows }) => batchOf(app, login, rows, site, known)),
    coverage: looks.map(({ coverage }) => coverage),
  };
}

/** Each login ends its own session itself, after all else; of the rest the first one that sees it. */
function sharedOut(seen: readonly Seen<Session>[]): readonly Seen<Session>[] {
  const owner = new Map<string, Seen<Session>>();
  for (const one of seen) for (const { id } of one.rows) if (!owner.has(id)) owner.set(id, one);
  for (const one of seen) for (const { id, current } of one.rows) if (current) owner.set(id, one);
  const endsItself = ({ rows }: Seen<Session>) => Number(rows.some(({ current }) => current));
  return seen
    .map((one) => ({ ...one, rows: one.rows.filter(({ id }) => owner.get(id) === one) }))
    .filter(({ rows }) => rows.length > 0)
    .toSorted((a, b) => endsItself(a) - endsItself(b));
}

function batchOf(
  app: App,
  login: Login,
  sessions: readonly Session[],
  { provider, baseUrl }: Site,
  known: KnownIds,
): Batch {
  const inOrder = currentLast(sessions);
  const selected = inOrder.map((session) => ({
    id: session.id,
    current: session.current,
    local: null,
    ofUser: null,
    session,
  }));
  return {
    items: inOrder.map(({ id, name, kind, userId }) => ({
      what: "session",
      provider,
      baseUrl,
      profile: login.profile?.name ?? null,
      id,
      name,
      kind,
      userId,
      matchedBy: known.get(userId ?? "") ?? "id",
    })),
    run: () => revokeSessions(app, login, selected, { dryRun: false, concurrency }),
    ends: sessions.some(({ current }) => current) ? (login.profile?.name ?? null) : null,
    error: null,
    instead: null,
  };
}
