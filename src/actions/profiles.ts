import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import { checkProfileName, type Profile } from "../core/profile.ts";
import { entryOf } from "./audit.ts";
import { setPreference } from "./preferences.ts";
import { holdAmongMachines, holdProfile } from "./stored.ts";
import { allProfiles, profileNamed } from "./target.ts";

export async function listProfiles(
  app: App,
): Promise<{ profiles: readonly Profile[]; defaultProfile: string | null }> {
  const { defaultProfile } = await app.preferences.get();
  return { profiles: await allProfiles(app), defaultProfile };
}

export async function setDefaultProfile(app: App, name: string): Promise<Profile> {
  const profile = await profileNamed(app, name);
  await setPreference(app, { defaultProfile: profile.name });
  return profile;
}

/** The secrets stay where they are: the record names them by a ref that a rename does not change. */
export async function renameProfile(app: App, from: string, to: string): Promise<Profile> {
  checkProfileName(to);
  const [first, second] = [from, to].sort();
  if (first === undefined || second === undefined || first === second) {
    throw new FobError("usage", "The new name is the old one.");
  }
  return app.lock.hold(first, () =>
    app.lock.hold(second, async () => {
      const profile = await profileNamed(app, from);
      return holdAmongMachines(app, profile, () => moveRecord(app, profile, to));
    }),
  );
}

/** One of the new name with the same secrets is what a rename left that was cut short: this one ends it. */
async function moveRecord(app: App, profile: Profile, to: string): Promise<Profile> {
  const there = await app.records.get(to);
  if (there !== null && there.ref !== profile.ref)
    throw new FobError("usage", `The profile ${to} exists already.`);
  const renamed = { ...profile, name: to };
  await app.records.put(renamed);
  await app.records.remove(profile.name);
  app.recentSessions.rename(profile.name, to);
  if ((await app.preferences.get()).defaultProfile === profile.name)
    await setPreference(app, { defaultProfile: to });
  return renamed;
}

/** Only a profile without secrets is removed: forgetting a session that lives would leave it to nobody. */
export async function removeProfile(app: App, name: string): Promise<Profile> {
  return holdProfile(app, checkProfileName(name), async () => {
    const profile = await profileNamed(app, name);
    if (profile.state === "active" || profile.pendingRevokes > 0) {
      throw new FobError("usage", `${name} still holds a login.`, {
        hint: `Log out first: fob logout ${name}. Or forget it without asking the server: fob logout ${name} --local-only`,
        profile: name,
      });
    }
    if (profile.state === "pending_otp") await app.store(profile.store).delete(profile.ref);
    await app.records.remove(name);
    app.recentSessions.forget(name);
    if ((await app.preferences.get()).defaultProfile === name)
      await setPreference(app, { defaultProfile: null });
    const doer = { profile: name, provider: profile.provider, ids: [] };
    await app.audit.record(entryOf("profile_remove", doer, "removed"));
    return profile;
  });
}
