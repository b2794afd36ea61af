import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import { visible } from "../core/visible.ts";
import { envName, type Login } from "./login.ts";
import type { Selected } from "./select-sessions.ts";

/** From so many on a yes is given too lightly: the count is typed back. */
const many = 11;

export interface Consent {
  /** Ids typed by hand or picked are meant; what a filter or a plan selects is asked about. */
  readonly chosenByHand: boolean;
  /** `--confirm`: how many the user expects. */
  readonly expected: number | null;
}

/** Says what is about to end, and asks where that is due. */
export async function confirmEnd(
  app: App,
  login: Login,
  selected: readonly Selected[],
  { chosenByHand, expected }: Consent,
): Promise<void> {
  const count = selected.length;
  if (count > 0) app.terminal.note(summary(login, selected));
  const counted = everyOne(login, selected) ?? sessions(count);
  if (expected !== null) return checkExpected(counted, count, expected);
  if (count === 0 || app.assumeYes) return;
  const ownEnd = selected.some(({ current }) => current);
  const typed = app.terminal.interactive && count >= many;
  if (chosenByHand && !ownEnd && !typed) return;
  const what = `End ${counted}${ownEnd ? ", the current one too" : ""}?`;
  await agreed(app, what, count, `See them with --dry-run, then add --yes or --confirm ${count}.`);
}

/** Asks, for many by their count; anything but a yes ends the command. */
export async function agreed(app: App, what: string, count: number, hint: string): Promise<void> {
  if (!app.terminal.interactive)
    throw new FobError("input_needed", `${what.slice(0, -1)}: nobody is here to be asked.`, { hint });
  const yes = count >= many ? await typedBack(app, what, count) : await app.terminal.confirm(what);
  if (!yes) throw new FobError("usage", "Not confirmed: nothing was ended.");
}

async function typedBack(app: App, what: string, count: number): Promise<boolean> {
  return (await app.terminal.ask(`${what} Type ${count} to go on`)).trim() === String(count);
}

/** `--confirm`: `what` and its count would end. */
export function checkExpected(what: string, count: number, expected: number): void {
  if (count === expected) return;
  throw new FobError("unsafe", `${what} would end, not ${expected}: nothing was ended.`, {
    hint: "See which with --dry-run.",
  });
}

/** How many, whose, people's or machines', and whether the one in use is among them. */
export function summary(login: Login, selected: readonly Selected[]): string {
  const current = selected.some((one) => one.current) ? "; the current one is among them" : "";
  const every = everyOne(login, selected);
  if (every !== null) return `${every}${current}`;
  const { identity } = login.profile ?? { identity: null };
  const known = selected.flatMap(({ session }) => session ?? []);
  const machines = known.filter(({ kind }) => kind === "machine").length;
  const users = new Set(known.map(({ userId }) => userId));
  const own = users.size === 1 && users.has(identity?.id ?? null) && identity !== null;
  const whose = own ? "your own" : `of ${users.size} user${users.size === 1 ? "" : "s"}`;
  const kinds = `${known.length - machines} user, ${machines} machine, ${whose}`;
  const what = known.length === selected.length ? kinds : "named by id";
  return visible(`${sessions(selected.length)} at ${namesOf(login, selected)}: ${what}${current}`);
}

/** `local:PROFILE` names a login itself, which may be another than the one that the command goes by. */
function namesOf(login: Login, selected: readonly Selected[]): string {
  const isOwn = (local: string | null) => local === null || (login.profile === null && local === envName);
  const names = selected.map(({ local }) => (isOwn(local) ? nameOf(login) : local));
  return [...new Set(names)].join(", ");
}

function nameOf({ profile }: Login): string {
  return profile?.name ?? "the login of FOB_TOKEN";
}

/** An administrator's token ends all of a user's at once: how many they are, nobody can say. */
function everyOne(login: Login, [first]: readonly Selected[]): string | null {
  const user = first?.ofUser ?? null;
  return user === null ? null : visible(`every session of ${user.id} at ${nameOf(login)}`);
}

function sessions(count: number): string {
  return `${count} session${count === 1 ? "" : "s"}`;
}
