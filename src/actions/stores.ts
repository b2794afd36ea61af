import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { Profile } from "../core/profile.ts";
import { provenOrEnded } from "../core/proof.ts";
import { type CredentialStore, type StoreHealth, type StoreName, storeNames } from "../core/store.ts";
import { entryOf } from "./audit.ts";
import { setPreference } from "./preferences.ts";
import { holdProfile, storeFailure } from "./stored.ts";
import { allProfiles, profileNamed } from "./target.ts";

export interface StoreStatus {
  readonly name: StoreName;
  readonly description: string;
  /** New logins go here. */
  readonly preferred: boolean;
  readonly health: StoreHealth;
  readonly profiles: readonly string[];
}

export async function storeStatuses(app: App): Promise<readonly StoreStatus[]> {
  const preferred = app.storeFlag ?? (await app.preferences.get()).store ?? "keychain";
  const profiles = await allProfiles(app);
  return Promise.all(
    (await storesHere(app)).map(async (name) => {
      const store = app.store(name);
      const here = profiles.filter((one) => one.store === name && one.state !== "logged_out");
      return {
        name,
        description: store.description,
        preferred: name === preferred,
        health: await healthOf(store, here),
        profiles: here.map((one) => one.name),
      };
    }),
  );
}

/** The shared database is one of them where one is named. */
async function storesHere(app: App): Promise<readonly StoreName[]> {
  const shared = await app.shared.url();
  return storeNames.filter((name) => name !== "postgres" || shared !== null);
}

/** A status is told of every store, also of one whose files cannot be used. */
async function healthOf(store: CredentialStore, profiles: readonly Profile[]): Promise<StoreHealth> {
  try {
    const health = await store.check();
    return health.kind === "works" ? await opened(store, profiles) : health;
  } catch (error) {
    if (error instanceof FobError) return { kind: "unavailable", reason: error.message };
    throw error;
  }
}

/** Another key than theirs would do for new logins alone. Who opens one has the key; a damaged one is no fault of it. */
async function opened(store: CredentialStore, profiles: readonly Profile[]): Promise<StoreHealth> {
  let first: FobError | null = null;
  for (const { ref } of profiles) {
    try {
      await store.read(ref);
      return { kind: "works" };
    } catch (error) {
      if (!(error instanceof FobError)) throw error;
      first ??= error;
    }
  }
  return first === null ? { kind: "works" } : { kind: "unavailable", reason: first.message };
}

/** New logins go to this store; what rests elsewhere stays there until it is migrated. */
export async function useStore(app: App, name: StoreName): Promise<StoreStatus> {
  const store = app.store(name);
  const health = await store.check();
  if (health.kind !== "works") throw storeFailure(store, health);
  const storeUrl = name === "postgres" ? await app.shared.url() : null;
  await setPreference(app, storeUrl === null ? { store: name } : { store: name, storeUrl });
  const profiles = (await allProfiles(app)).filter(({ state }) => state !== "logged_out");
  const elsewhere = profiles.filter((one) => one.store !== name);
  const [first] = elsewhere;
  if (first !== undefined) {
    const names = elsewhere.map((one) => one.name).join(", ");
    app.warn({
      code: "secrets_elsewhere",
      message: `Still in ${first.store}: ${names}. Move them with: fob store migrate --from ${first.store} --to ${name}`,
    });
  }
  const here = profiles.filter((one) => one.store === name).map((one) => one.name);
  return { name, description: store.description, preferred: true, health, profiles: here };
}

export interface Migrated {
  readonly profile: string;
  readonly result: "moved" | "nothing_stored" | "failed";
  readonly error: FobError | null;
}

/** Moves secrets between stores, one profile at a time: written and read back there before they are deleted here. */
export async function migrateStore(app: App, from: StoreName, to: StoreName): Promise<readonly Migrated[]> {
  if (from === to)
    throw new FobError("usage", "Both stores are the same.", {
      hint: "As: fob store migrate --from keychain --to file",
    });
  // What the environment or a default names is meant for other commands.
  const { flag } = app.selection;
  const named = flag === null ? null : await profileNamed(app, flag);
  for (const name of [from, to]) {
    const health = await app.store(name).check();
    if (health.kind !== "works") throw storeFailure(app.store(name), health);
  }
  const done: Migrated[] = [];
  const profiles = named === null ? await allProfiles(app) : [named];
  for (const profile of profiles.filter(({ store }) => store === from)) {
    done.push(await migrateOne(app, profile, from, to));
  }
  return done;
}

async function migrateOne(
  app: App,
  { name, provider }: Profile,
  from: StoreName,
  to: StoreName,
): Promise<Migrated> {
  const done = await moveOrTell(app, name, from, to);
  const doer = { profile: name, provider, ids: [] };
  await app.audit.record(entryOf("store_migrate", doer, done.result, done.error));
  return done;
}

async function moveOrTell(app: App, name: string, from: StoreName, to: StoreName): Promise<Migrated> {
  try {
    return await holdProfile(app, name, async () => move(app, await profileNamed(app, name), from, to));
  } catch (error) {
    if (error instanceof FobError) return { profile: name, result: "failed", error };
    throw error;
  }
}

async function move(app: App, profile: Profile, from: StoreName, to: StoreName): Promise<Migrated> {
  const [source, target] = [app.store(from), app.store(to)];
  const lookup = await source.read(profile.ref);
  if (lookup.kind === "locked" || lookup.kind === "unavailable") throw storeFailure(source, lookup);
  const record = () => app.records.put({ ...profile, store: to });
  if (lookup.kind === "absent") {
    await record();
    return { profile: profile.name, result: "nothing_stored", error: null };
  }
  await target.write(profile.ref, lookup.slots);
  await provenOrEnded(record, () => target.delete(profile.ref));
  await source.delete(profile.ref);
  return { profile: profile.name, result: "moved", error: null };
}
