import type { App, ChosenBy, EnvLogin } from "../core/app.ts";
import { FobError, isFobError } from "../core/errors.ts";
import type { Profile } from "../core/profile.ts";
import { visible } from "../core/visible.ts";

/** Which login a command means, and by which rule. */
export type Target =
  | { readonly kind: "profile"; readonly profile: Profile; readonly chosenBy: ChosenBy }
  | { readonly kind: "env"; readonly login: EnvLogin; readonly chosenBy: "FOB_TOKEN" };

/**
 * Flag, FOB_PROFILE, FOB_TOKEN, project file, default, the only one: the first that says something decides. Where none
 * does, what is to be done may name a profile itself.
 */
export async function chooseTarget(app: App, named: string | null = null): Promise<Target> {
  const { flag, fobProfile, projectFile } = app.selection;
  if (flag !== null) return { kind: "profile", profile: await profileNamed(app, flag), chosenBy: "flag" };
  const envLogin = app.selection.envLogin();
  if (fobProfile !== null) {
    return { kind: "profile", profile: await profileNamed(app, fobProfile), chosenBy: "FOB_PROFILE" };
  }
  if (envLogin !== null) return { kind: "env", login: ofKnownId(app, envLogin), chosenBy: "FOB_TOKEN" };
  const project = await projectFile();
  if (project !== null) {
    const profile = await profileNamed(app, project.profile, `, which ${visible(project.path)} names`);
    return { kind: "profile", profile, chosenBy: "project_file" };
  }
  return defaultTarget(app, named);
}

/** An alias is another name of the same provider, and answers and failures are to name it alike. */
function ofKnownId(app: App, login: EnvLogin): EnvLogin {
  const known = app.providers.find(({ info }) => info.aliases.includes(login.provider));
  return known === undefined ? login : { ...login, provider: known.info.id };
}

async function defaultTarget(app: App, named: string | null): Promise<Target> {
  const { defaultProfile } = await app.preferences.get();
  if (defaultProfile !== null) {
    const profile = await profileNamed(app, defaultProfile, ", the default");
    return { kind: "profile", profile, chosenBy: "default" };
  }
  const { profiles, problems } = await app.records.list();
  // The only one there is cannot be told while some cannot be seen.
  const unseen = problems.find((one) => isFobError(one, "store_unavailable", "store_key", "lock_timeout"));
  if (unseen !== undefined) throw unseen;
  warnOf(app, problems);
  const [only, ...others] = profiles;
  if (only === undefined) throw noLogins();
  if (others.length === 0) return { kind: "profile", profile: only, chosenBy: "only" };
  if (named !== null) return { kind: "profile", profile: await profileNamed(app, named), chosenBy: "flag" };
  throw new FobError("usage", `More than one profile is here: ${namesOf(profiles)}.`, {
    hint: "Name one with --profile NAME, or make one the default: fob profile use NAME",
  });
}

/** What is refused before the login is opened is told with the login that it is about, too. */
export function checkedFor(target: Target, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!isFobError(error) || target.kind === "env") throw error;
    const { name, provider } = target.profile;
    throw error.with({ profile: name, provider });
  }
}

export async function profileNamed(app: App, name: string, whence = ""): Promise<Profile> {
  const profile = await app.records.get(name);
  if (profile !== null) return profile;
  const names = namesOf(await allProfiles(app));
  throw new FobError("usage", `There is no profile ${visible(name)}${whence}.`, {
    hint: names === "" ? "Log in first: fob login" : `The profiles here are: ${names}`,
  });
}

/** Every profile that can be read; each that cannot is warned of, so that it hides no other. */
export async function allProfiles(app: App): Promise<readonly Profile[]> {
  const { profiles, problems } = await app.records.list();
  warnOf(app, problems);
  return profiles;
}

/** A profile that is there and whose record cannot be read: it may hold a login. */
export interface Unreadable {
  readonly profile: string;
  readonly error: FobError;
}

/** Those that `allProfiles` leaves out, for who has to answer for every one. */
export async function unreadableProfiles(app: App): Promise<readonly Unreadable[]> {
  const { problems } = await app.records.list();
  return problems.flatMap((error) => {
    const { profile } = error.details;
    return profile === undefined ? [] : [{ profile, error }];
  });
}

function warnOf(app: App, problems: readonly FobError[]): void {
  for (const problem of problems) app.warn({ code: problem.code, message: problem.message });
}

/** `--profile` beside a flag that means every login: which of both is meant is not guessed. */
export function checkNoneNamed({ selection: { flag } }: App, every: string): void {
  if (flag === null) return;
  throw new FobError("usage", `--profile ${visible(flag)} names one login, ${every} means all of them.`, {
    hint: `Give one of the two: --profile ${visible(flag)} or ${every}`,
  });
}

/** Every profile that is logged in; each other one is warned of. */
export async function loggedInTargets(app: App): Promise<readonly Target[]> {
  const profiles = await allProfiles(app);
  if (profiles.length === 0) throw noLogins();
  const left = profiles.filter(({ state }) => state !== "active");
  for (const { name } of left)
    app.warn({ code: "not_logged_in", message: `${name} is not logged in and is left out.` });
  return profiles
    .filter(({ state }) => state === "active")
    .map((profile) => ({ kind: "profile", profile, chosenBy: "flag" }));
}

export function noLogins(): FobError {
  return new FobError("not_logged_in", "No login is stored on this machine.", { hint: "Log in: fob login" });
}

function namesOf(profiles: readonly Profile[]): string {
  return profiles.map(({ name }) => name).join(", ");
}
