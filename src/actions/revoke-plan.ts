import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import { type Fields, isRecord, optionalText, parseJson } from "../core/narrow.ts";
import { matchesWhole } from "../core/pattern.ts";
import type { Session } from "../core/session.ts";
import { visible } from "../core/visible.ts";
import type { Login } from "./login.ts";
import type { Selected } from "./select-sessions.ts";
import { isFiltering, type SessionFilter, unmet } from "./session-filter.ts";

const schema = "fob.sessions.plan/v1";

/** What a session is; when and where from it was last used is no part of it, but of why it was chosen. */
const identifying = ["kind", "name", "userId", "readOnly", "device", "platform", "browser"] as const;
type Identifying = Pick<Session, (typeof identifying)[number]>;

export interface PlannedSession {
  readonly id: string;
  readonly profile: string | null;
  readonly current: boolean;
  readonly is: Identifying | null;
  readonly filter: SessionFilter | null;
}

export type Judged =
  | { readonly fate: "end"; readonly session: Session }
  | { readonly fate: "gone" }
  | { readonly fate: "refused"; readonly why: string };

/** The plan as a file: one session a line, so that people can read it and `diff` can compare two. */
export function planText(
  app: App,
  login: Login,
  selected: readonly Selected[],
  filter: SessionFilter | null,
): string {
  const { profile, definition } = login;
  const why = filter === null ? ["id"] : reasons(filter);
  const items = selected.map(({ id, current, session }) => ({
    id,
    profile: profile?.name ?? null,
    provider: definition.info.id,
    base_url: login.credential.baseUrl,
    name: session?.name ?? null,
    current,
    last_activity_at: session?.lastActivityAt?.toISOString() ?? null,
    ip: session?.ip ?? null,
    is:
      session === null ? null : Object.fromEntries(identifying.map((key) => [snakeCase(key), session[key]])),
    why,
  }));
  const head = {
    schema,
    made_at: app.clock.now().toISOString(),
    filter: filter && renamed(filter, snakeCase),
  };
  const lines = items.map((item) => `  ${JSON.stringify(item)}`).join(",\n");
  return `${JSON.stringify(head).slice(0, -1)},"sessions":[\n${lines}\n]}\n`;
}

function reasons(filter: SessionFilter): readonly string[] {
  if (!isFiltering(filter)) return ["own user session"];
  return Object.entries(filter).flatMap(([key, value]) =>
    value === null ? [] : [`${snakeCase(key)} ${value}`],
  );
}

/** In files as in all JSON of fob's. */
function snakeCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camelCase(key: string): string {
  return key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The same values under other spellings of the same keys. */
function renamed<T extends object>(fields: T, rename: (key: string) => string): T;
function renamed(fields: object, rename: (key: string) => string): object {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [rename(key), value]));
}

export function planAt(app: App, path: string): readonly PlannedSession[] {
  const text = app.readUserFile(path);
  if (text === null) throw new FobError("usage", `There is no file ${visible(path)}.`);
  return readPlan(text);
}

/** The one profile that all of it belongs to; null where that is none or several. */
export function profileOfPlan(planned: readonly PlannedSession[]): string | null {
  const [name = null, ...others] = new Set(planned.map(({ profile }) => profile));
  return others.length === 0 ? name : null;
}

export function readPlan(text: string): readonly PlannedSession[] {
  const plan = parseJson(text);
  if (!isRecord(plan) || plan.schema !== schema || !Array.isArray(plan.sessions)) throw noPlan();
  const filter = isFilter(plan.filter) ? renamed(plan.filter, camelCase) : null;
  return plan.sessions.map((item: unknown) => {
    const id = isRecord(item) ? optionalText(item, "id") : null;
    if (!isRecord(item) || id === null) throw noPlan();
    const is = isIdentifying(item.is) ? renamed(item.is, camelCase) : null;
    return { id, profile: optionalText(item, "profile"), current: item.current === true, is, filter };
  });
}

export function noPlan(): FobError {
  return new FobError("usage", "That file is no plan of fob's.", {
    hint: "Make one: fob sessions revoke --others --older-than 30d --plan FILE",
  });
}

function isFilter(value: unknown): value is SessionFilter {
  return isRecord(value);
}

function isIdentifying(value: unknown): value is Identifying {
  return isRecord(value);
}

/** What has changed since the plan was made is refused: whoever approved it has not seen that. */
export function judge(
  planned: PlannedSession,
  found: ReadonlyMap<string, Session>,
  login: Login,
  now: Date,
): Judged {
  if (planned.profile !== (login.profile?.name ?? null)) {
    const whose = planned.profile === null ? "another login" : `the profile ${visible(planned.profile)}`;
    return { fate: "refused", why: `It belongs to ${whose}.` };
  }
  if (!matchesWhole(login.definition.info.sessionId.pattern, planned.id))
    return { fate: "refused", why: "That is no session of a list." };
  const session = found.get(planned.id);
  if (session === undefined) return { fate: "gone" };
  if (planned.is === null) return { fate: "refused", why: "It was not in the list when the plan was made." };
  if (session.current && !planned.current) return { fate: "refused", why: "It is the current session now." };
  const changed = changes(planned.is, session);
  if (changed.length > 0) return { fate: "refused", why: `It has changed since: ${changed.join(", ")}.` };
  const missed = planned.filter === null ? null : unmet(session, planned.filter, now);
  if (missed !== null) return { fate: "refused", why: `It is no longer what was planned: ${missed}.` };
  return { fate: "end", session };
}

function changes(was: Identifying, is: Session): readonly string[] {
  const known: Fields = { ...was };
  return identifying.filter((key) => Object.hasOwn(known, key) && known[key] !== is[key]);
}
