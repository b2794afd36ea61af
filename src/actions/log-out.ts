import type { App } from "../core/app.ts";
import { emptySlots, isEmpty, type Slots } from "../core/credential.ts";
import { FobError, isFobError } from "../core/errors.ts";
import type { Profile } from "../core/profile.ts";
import type { CredentialStore } from "../core/store.ts";
import { entryOf, idsOf } from "./audit.ts";
import { type EndedAtServer, endAll, skipped } from "./end-credentials.ts";
import { type LeftSession, leftSessions, warnOfLeft } from "./left-session.ts";
import { chosenProfiles, type LogoutRequest } from "./logout-targets.ts";
import { providerNamed } from "./providers.ts";
import { holdProfile, readSlots } from "./stored.ts";
import { allProfiles, profileNamed, type Unreadable, unreadableProfiles } from "./target.ts";

export interface LoggedOut {
  readonly profile: string;
  /** Null where the record cannot be read. */
  readonly provider: string | null;
  readonly server: EndedAtServer;
  readonly local: "deleted" | "pending_revoke" | "kept";
  /** There was no login: nothing was ended and nothing forgotten. */
  readonly wasOut: boolean;
  /** What was only forgotten. */
  readonly left: readonly LeftSession[];
  readonly error: FobError | null;
}

/** Ends each login at its server where the API can, then forgets its secrets. Earlier ones left to end come first. */
export async function logOut(app: App, request: LogoutRequest): Promise<readonly LoggedOut[]> {
  const profiles = await chosenProfiles(app, request);
  if (!request.localOnly) await retryPendingRevokes(app, profiles);
  const done: LoggedOut[] = [];
  for (const profile of profiles) done.push(await attempt(app, profile, { localOnly: request.localOnly }));
  for (const [index, profile] of profiles.entries())
    for (const session of done[index]?.left ?? []) await warnOfLeft(app, profile, session);
  return request.all ? [...done, ...(await unreadableProfiles(app)).map(notBegun)] : done;
}

async function retryPendingRevokes(app: App, chosen: readonly Profile[]): Promise<void> {
  const names = new Set(chosen.map(({ name }) => name));
  const waiting = (await allProfiles(app)).filter((one) => one.pendingRevokes > 0 && !names.has(one.name));
  for (const profile of waiting) {
    const { error } = await attempt(app, profile, { keepActive: true });
    const what = error === null ? "was ended" : "could still not be ended";
    app.warn({
      code: error === null ? "pending_revoke_done" : "pending_revoke",
      message: `A former session of ${profile.name} ${what} at its server.`,
    });
  }
}

/** Logs one out as a session that is to end: it counts as ended where its server was told and nothing is left of it. */
export async function endLogin(
  app: App,
  profile: Profile,
): Promise<{ readonly result: "revoked" | "already_gone" | "failed"; readonly error: FobError | null }> {
  const { server, local, error } = await attempt(app, profile, {});
  if (error !== null && local === "pending_revoke")
    return { result: "failed", error: putAside(error, profile) };
  if (error !== null || local !== "deleted") return { result: "failed", error };
  return { result: server === "revoked" ? "revoked" : "already_gone", error: null };
}

function putAside({ code, message, details }: FobError, { name }: Profile): FobError {
  const aside = "The login is put aside: no other command uses it, and each later logout tries to end it.";
  return new FobError(code, `${message} ${aside}`, { ...details, hint: `To try again: fob logout ${name}` });
}

/** Forgets a login whose session has just been ended; what waits to be ended is another's and stays. */
export async function forgetEnded(app: App, name: string): Promise<void> {
  await holdProfile(app, name, async () => {
    const profile: Profile = { ...(await profileNamed(app, name)), state: "logged_out" };
    const store = app.store(profile.store);
    const { pendingRevoke } = await readSlots(store, profile.ref);
    await save(app, store, profile, { ...emptySlots, pendingRevoke });
  });
}

async function attempt(app: App, profile: Profile, how: How): Promise<LoggedOut> {
  const told = await endOrTell(app, profile, how);
  const about = { profile: profile.name, provider: profile.provider };
  const done = { ...told, error: told.error?.with(about) ?? null };
  const doer = {
    ...about,
    ids: how.keepActive ? [] : idsOf(profile),
  };
  const result = done.server === "skipped" ? done.local : done.server;
  await app.audit.record(entryOf("logout", doer, result, done.error));
  return done;
}

async function endOrTell(app: App, profile: Profile, how: How): Promise<LoggedOut> {
  try {
    return await holdProfile(app, profile.name, async () => endAndForget(app, profile.name, how));
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
    return { ...notBegun({ profile: profile.name, error }), provider: profile.provider };
  }
}

function notBegun({ profile, error }: Unreadable): LoggedOut {
  return { profile, provider: null, server: "skipped", local: "kept", wasOut: false, left: [], error };
}

interface How {
  readonly localOnly?: boolean;
  /** Only what waits to be revoked is ended; the login in use stays. */
  readonly keepActive?: boolean;
}

async function endAndForget(app: App, name: string, how: How): Promise<LoggedOut> {
  const profile = await profileNamed(app, name);
  const { info } = providerNamed(app, profile.provider);
  // Where the record says, whatever the call names: what rests elsewhere would else be told forgotten.
  const store = app.store(profile.store);
  const slots = how.localOnly ? await slotsToForget(store, profile.ref) : await readSlots(store, profile.ref);
  const ended = how.localOnly ? skipped : await endAll(app, profile, slots, how);
  const kept: Slots = how.keepActive
    ? { ...slots, pendingRevoke: ended.left }
    : { active: null, pending: null, pendingRevoke: ended.left };
  const state = how.keepActive ? profile.state : "logged_out";
  const failure = await saved(() => save(app, store, { ...profile, state }, kept));
  const local = failure !== null ? "kept" : ended.left.length > 0 ? "pending_revoke" : "deleted";
  return {
    profile: name,
    provider: info.id,
    server: ended.server,
    local,
    wasOut: profile.state === "logged_out" && isEmpty(slots),
    left: failure === null ? leftSessions(profile, slots, info) : [],
    error: failure ?? ended.error,
  };
}

/** What cannot be understood can still be forgotten, when that is all that is asked. */
async function slotsToForget(store: CredentialStore, ref: string): Promise<Slots> {
  try {
    return await readSlots(store, ref);
  } catch (error) {
    if (isFobError(error, "local_io")) return emptySlots;
    throw error;
  }
}

async function save(app: App, store: CredentialStore, profile: Profile, slots: Slots): Promise<void> {
  if (isEmpty(slots)) await store.delete(profile.ref);
  else await store.write(profile.ref, slots);
  await app.records.put({ ...profile, pendingRevokes: slots.pendingRevoke.length });
}

async function saved(work: () => Promise<void>): Promise<FobError | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof FobError) return error;
    throw error;
  }
}
