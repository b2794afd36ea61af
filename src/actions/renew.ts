import type { App } from "../core/app.ts";
import type { Credential } from "../core/credential.ts";
import { isFobError } from "../core/errors.ts";
import { checkSameUser } from "../core/identity.ts";
import type { Profile } from "../core/profile.ts";
import { provenOrEnded } from "../core/proof.ts";
import type { Secrets } from "../core/provider-info.ts";
import { doerOf, idsOf, recorded } from "./audit.ts";
import type { Login } from "./login.ts";
import { activeCredential } from "./login-state.ts";
import { holdProfile, readSlots, storeOf } from "./stored.ts";
import { profileNamed } from "./target.ts";
import { withWayToFindOut } from "./unknown-outcome.ts";

/**
 * A login in place of one that is dead or about to be: the one that another process has stored meanwhile, else one got
 * by renewal. Read, decision, request and write are one step under the profile's lock, so that parallel processes
 * renew once and a logout is never undone. Null where neither is to be had.
 */
export async function renewed(app: App, login: Login): Promise<Login | null> {
  const { profile } = login;
  if (profile === null) return null;
  return holdProfile(app, profile.name, async () => {
    const current = await profileNamed(app, profile.name);
    const store = storeOf(app, current);
    const slots = await readSlots(store, current.ref);
    const stored = activeCredential(current, slots);
    if (!sameSecrets(stored, login.credential)) return { ...login, profile: current, credential: stored };
    if (login.provider.renew === undefined) return null;
    const secrets = await renewalSecrets(app);
    const { renew } = login.provider;
    const replace = async (): Promise<Login & { profile: Profile }> => {
      const grant = await withWayToFindOut(
        "Run the command again: registering once more harms nothing.",
        () => renew(stored, secrets),
      );
      await provenOrEnded(
        async () => checkSameUser(current.identity, grant.identity),
        async () => login.provider.logout?.(grant.credential),
      );
      await store.write(current.ref, { ...slots, active: grant.credential });
      const renewedProfile: Profile = { ...current, identity: grant.identity, session: grant.session };
      await app.records.put(renewedProfile);
      return { ...login, profile: renewedProfile, credential: grant.credential };
    };
    try {
      return await recorded(app, "renew", doerOf(login), replace, (done) => ({
        result: "renewed",
        ids: idsOf(done.profile),
      }));
    } catch (error) {
      return overtaken(app, login, stored, error);
    }
  });
}

/** Another machine renewed while this one had lost the shared store, and its login is the one that lives. */
async function overtaken(app: App, login: Login, mine: Credential, error: unknown): Promise<Login> {
  if (!isFobError(error, "lock_timeout") || login.profile === null) throw error;
  const profile = await profileNamed(app, login.profile.name);
  const credential = activeCredential(profile, await readSlots(storeOf(app, profile), profile.ref));
  if (sameSecrets(credential, mine)) throw error;
  return { ...login, profile, credential };
}

async function renewalSecrets(app: App): Promise<Secrets> {
  const [authToken, serverKey] = [await app.given.take("authToken"), await app.given.take("serverKey")];
  return { authToken: authToken ?? undefined, serverKey: serverKey ?? undefined };
}

function sameSecrets(a: Credential, b: Credential): boolean {
  const names = Object.keys(a.secrets);
  if (names.length !== Object.keys(b.secrets).length) return false;
  return names.every((name) => {
    const [mine, theirs] = [a.secrets[name], b.secrets[name]];
    return mine !== undefined && theirs !== undefined && mine.equals(theirs);
  });
}
