import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { Session } from "../core/session.ts";
import type { Login } from "./login.ts";
import { judge, planAt } from "./revoke-plan.ts";
import type { Revoked } from "./revoke-sessions.ts";
import {
  readSessions,
  type Selected,
  type Selection,
  selectByFilter,
  selectByIds,
} from "./select-sessions.ts";
import { noFilter } from "./session-filter.ts";

export interface Choice {
  readonly selected: readonly Selected[];
  /** What is decided without asking the server to end it. */
  readonly settled: readonly Revoked[];
}

/** A session as it is told in the list to pick from. */
export type Label = (session: Session, now: Date) => string;

export async function chooseSessions(
  app: App,
  login: Login,
  selection: Selection,
  label: Label,
): Promise<Choice> {
  if (selection.by === "ids") return { selected: await byIds(app, login, selection.ids), settled: [] };
  if (selection.by === "plan") return byPlan(app, login, selection.path);
  const found = await selectByFilter(app, login, selection);
  const pick = selection.pick && found.length > 0;
  return { selected: pick ? await picked(app, found, label) : found, settled: [] };
}

async function picked(app: App, found: readonly Selected[], label: Label): Promise<readonly Selected[]> {
  const now = app.clock.now();
  return app.terminal.pick(
    "Which sessions are to end?",
    found.map((one) => ({ value: one, label: one.session === null ? one.id : label(one.session, now) })),
  );
}

/** A login of the environment does not say which session it is: the server is asked, where that makes a difference. */
async function byIds(app: App, login: Login, ids: readonly string[]): Promise<readonly Selected[]> {
  const selected = selectByIds(login, ids);
  const matters = selected.some(({ local }) => local === null) && !(app.assumeYes && selected.length < 2);
  if (login.profile !== null || !matters) return selected;
  const own = (await login.provider.whoami(login.credential)).session.id;
  return selected.map((one) => (one.id === own ? { ...one, current: true } : one));
}

/** Ids typed by hand do not say what they stand for; who reads a plan wants to know. */
export async function lookedUp(
  app: App,
  login: Login,
  selected: readonly Selected[],
): Promise<readonly Selected[]> {
  const found = new Map((await readSessions(app, login, noFilter)).map((one) => [one.id, one]));
  const known = selected.map((one) => {
    const session = found.get(one.id);
    return session === undefined ? one : { ...one, session, current: session.current };
  });
  const unseen = known.filter(({ session }) => session === null).map(({ id }) => id);
  if (unseen.length > 0) {
    const some = unseen.slice(0, 5).join(", ") + (unseen.length > 5 ? ", ..." : "");
    const message = `Not in the list, so that the plan holds their ids alone: ${unseen.length} of ${known.length} (${some}).`;
    app.warn({ code: "plan_unseen", message });
  }
  return known;
}

/** The list is read again; what is not as it was planned is left alone and reported. */
async function byPlan(app: App, login: Login, path: string): Promise<Choice> {
  const planned = planAt(app, path);
  let moved = false;
  const noteMove = () => {
    moved = true;
  };
  const found = new Map((await readSessions(app, login, noFilter, noteMove)).map((one) => [one.id, one]));
  const now = app.clock.now();
  const selected: Selected[] = [];
  const settled: Revoked[] = [];
  const about = { profile: login.profile?.name ?? null, provider: login.definition.info.id };
  for (const one of planned) {
    const judged = judge(one, found, login, now);
    if (judged.fate === "end") {
      const { session } = judged;
      selected.push({ id: one.id, current: session.current, local: null, ofUser: null, session });
    } else if (judged.fate === "gone" && !moved) {
      settled.push({ id: one.id, ...about, result: "already_gone", error: null });
    } else {
      const why = judged.fate === "gone" ? "It was not seen in a list that changed meanwhile." : judged.why;
      const error = new FobError("unsafe", why, { ...about, profile: about.profile ?? undefined });
      settled.push({ id: one.id, ...about, result: "skipped", error });
    }
  }
  return { selected, settled };
}
