import type { App } from "../core/app.ts";
import { type Credential, emptySlots, isEmpty, type Slots } from "../core/credential.ts";
import { FobError } from "../core/errors.ts";
import { type Identity, nobody } from "../core/identity.ts";
import type { Profile } from "../core/profile.ts";
import { provenOrEnded } from "../core/proof.ts";
import type { Grant, Provider } from "../core/provider.ts";
import type { SessionRef } from "../core/session.ts";
import { visible } from "../core/visible.ts";
import { differentLogin, type LoginPlan } from "./login-plan.ts";
import { stateOf } from "./login-state.ts";
import { warnOfReplaced } from "./replaced-session.ts";
import { isSameLogin } from "./same-login.ts";
import { holdProfile, readSlots } from "./stored.ts";

/** What is to be stored of a login, and how it changes what the profile had. */
interface Change {
  readonly identity: Identity;
  readonly session: SessionRef;
  readonly given: boolean;
  slots(former: Slots): Slots;
}

const noSession: SessionRef = { id: null, expiresAt: null };

/** Stores a proven login in place of the former one, then ends that at the server where the API can. */
export async function keepGrant(
  app: App,
  plan: LoginPlan,
  provider: Provider,
  grant: Grant,
): Promise<Profile> {
  const { credential, identity, session } = grant;
  for (const notice of grant.notices) app.warn(notice);
  try {
    if (plan.former !== null && !isSameUser(plan.former.identity, identity))
      throw differentLogin(plan.former, "user");
    const { profile, former } = await keep(app, plan, {
      identity,
      session,
      given: credential.given,
      slots: ({ pendingRevoke }) => ({
        active: credential,
        pending: null,
        pendingRevoke: pendingRevoke.filter((one) => !isSameLogin(one, credential)),
      }),
    });
    if (former.active !== null && !isSameLogin(former.active, credential))
      await endFormer(app, plan, former.active, session.id);
    return profile;
  } catch (error) {
    await abandon(app, plan, provider, grant);
    throw error;
  }
}

/** Stores a login that waits for a code; a login that works meanwhile is left in use. */
export async function keepPending(
  app: App,
  plan: LoginPlan,
  identity: Identity,
  pending: Credential,
): Promise<Profile> {
  const change = { identity, session: noSession, given: false };
  return (await keep(app, plan, { ...change, slots: (slots) => ({ ...slots, pending }) })).profile;
}

/** Notes that a link was sent: there is no secret to keep. */
export async function keepLink(app: App, plan: LoginPlan, identity: Identity): Promise<Profile> {
  return holdProfile(app, plan.name, async () => {
    const former = await app.records.get(plan.name);
    const profile = former ?? newProfile(app, plan);
    if (former?.state === "active") return former;
    const waiting: Profile = { ...profile, identity, state: "pending_link", settings: plan.site.settings };
    await app.records.put(waiting);
    return waiting;
  });
}

async function keep(app: App, plan: LoginPlan, change: Change): Promise<{ profile: Profile; former: Slots }> {
  return holdProfile(app, plan.name, async () => {
    const record = (await app.records.get(plan.name)) ?? newProfile(app, plan);
    const store = app.store(plan.storeName);
    const moved = record.store !== plan.storeName;
    const found = moved ? await slotsElsewhere(app, record) : await readSlots(store, record.ref);
    const former = found ?? emptySlots;
    const slots = change.slots(former);
    await store.write(record.ref, slots);
    const waits = slots.active !== null && slots.pending !== null;
    const profile: Profile = {
      ...record,
      store: plan.storeName,
      state: stateOf(record, slots),
      settings: plan.site.settings,
      pendingRevokes: slots.pendingRevoke.length,
      ...(waits ? {} : { identity: change.identity, session: change.session, given: change.given }),
    };
    await provenOrEnded(
      () => app.records.put(profile),
      () => (moved || isEmpty(former) ? store.delete(record.ref) : store.write(record.ref, former)),
    );
    if (moved && found !== null) await forgetElsewhere(app, record);
    return { profile, former };
  });
}

function newProfile(app: App, { name, site, storeName }: LoginPlan): Profile {
  return {
    name,
    provider: site.provider,
    baseUrl: site.baseUrl,
    ref: `${name}-${app.randomId().slice(0, 8)}`,
    store: storeName,
    state: "logged_out",
    identity: nobody,
    session: noSession,
    given: false,
    pendingRevokes: 0,
    settings: site.settings,
  };
}

/**
 * The user may be leaving a store that no longer opens: then the login goes on and says what stays behind. What could not
 * be read is not deleted either. Null then.
 */
async function slotsElsewhere(app: App, record: Profile): Promise<Slots | null> {
  try {
    return await readSlots(app.store(record.store), record.ref);
  } catch (error) {
    warnOfKept(app, record, error);
    return null;
  }
}

async function forgetElsewhere(app: App, record: Profile): Promise<void> {
  try {
    await app.store(record.store).delete(record.ref);
  } catch (error) {
    warnOfKept(app, record, error);
  }
}

function warnOfKept(app: App, { store }: Profile, error: unknown): void {
  if (!(error instanceof FobError)) throw error;
  app.warn({ code: "former_secret_kept", message: `The former secret stays in ${store}: ${error.message}` });
}

async function endFormer(app: App, plan: LoginPlan, former: Credential, now: string | null): Promise<void> {
  if (former.given && plan.former !== null) warnOfReplaced(app, plan.definition.info, plan.former, now);
  if (former.given || plan.definition.info.loginEndsFormerSession) return;
  try {
    // At the address it was got from, whatever the record says.
    const provider = await app.openProvider({ ...plan.site, baseUrl: former.baseUrl });
    await provider.logout?.(former);
  } catch (error) {
    const why = error instanceof FobError ? error.message : "it failed";
    const message = `The former session could not be ended: ${why}${howToEnd(plan, plan.former?.session.id ?? null)}`;
    app.warn({ code: "former_session_alive", message });
  }
}

function howToEnd({ former, definition }: LoginPlan, id: string | null): string {
  if (id === null || !definition.info.capabilities.sessions_revoke.supported) return "";
  const profile = former === null ? "" : ` --profile ${former.name}`;
  return ` To end it: fob sessions revoke ${visible(id)}${profile}`;
}

/** A login that could not be kept is ended, so that no session lives that nobody knows, unless it is the one in use. */
async function abandon(app: App, plan: LoginPlan, provider: Provider, { credential, session }: Grant) {
  if (credential.given || provider.logout === undefined) return;
  const inUse = await activeOf(app, plan.former);
  if (inUse !== null && isSameLogin(inUse, credential)) return;
  try {
    await provider.logout(credential);
  } catch {
    const what = session.id === null ? "The new session" : `The new session ${visible(session.id)}`;
    const message = `${what} could not be stored, nor ended at the server.${howToEnd(plan, session.id)}`;
    app.warn({ code: "session_left", message });
  }
}

/** Null too where the store cannot say: it may be why the login could not be kept. */
async function activeOf(app: App, former: Profile | null): Promise<Credential | null> {
  if (former === null) return null;
  try {
    return (await readSlots(app.store(former.store), former.ref)).active;
  } catch {
    return null;
  }
}

function isSameUser(mine: Identity, theirs: Identity): boolean {
  if (mine.id !== null && theirs.id !== null) return mine.id === theirs.id;
  if (mine.login === null || theirs.login === null) return true;
  return mine.login.toLowerCase() === theirs.login.toLowerCase();
}
