import type { App } from "../core/app.ts";
import { emptySlots } from "../core/credential.ts";
import { FobError } from "../core/errors.ts";
import { checkProfileName, type Profile } from "../core/profile.ts";
import { provenOrEnded } from "../core/proof.ts";
import type { CredentialStore } from "../core/store.ts";
import type { Minted } from "./mint-token.ts";
import { storeFailure, storeFor } from "./stored.ts";
import type { TokenPlace } from "./token-place.ts";

/** A new profile in the store that holds the token as a login that was given. */
export async function placeInProfile(app: App, name: string): Promise<TokenPlace> {
  await checkIsNew(app, checkProfileName(name));
  const store = app.store(await storeFor(app, null));
  const health = await store.check();
  if (health.kind !== "works") throw storeFailure(store, health);
  return { keep: (minted) => keepAsProfile(app, store, name, minted), discard: async () => {} };
}

async function checkIsNew(app: App, name: string): Promise<void> {
  if ((await app.records.get(name)) === null) return;
  throw new FobError("usage", `The profile ${name} exists already.`, {
    hint: `Choose a new name, or drop it first: fob logout ${name} && fob profile remove ${name}`,
  });
}

async function keepAsProfile(
  app: App,
  store: CredentialStore,
  name: string,
  { token, login }: Minted,
): Promise<void> {
  const { credential } = token;
  if (credential === null) throw new FobError("unsupported", "Such a token cannot serve as a login.");
  const ref = `${name}-${app.randomId().slice(0, 8)}`;
  const site = {
    provider: login.definition.info.id,
    baseUrl: credential.baseUrl,
    settings: login.profile?.settings ?? {},
  };
  const identity = login.profile?.identity ?? (await login.provider.whoami(login.credential)).identity;
  const profile: Profile = {
    ...site,
    name,
    ref,
    store: store.name,
    state: "active",
    identity,
    session: { id: token.id, expiresAt: token.expiresAt },
    given: true,
    pendingRevokes: 0,
  };
  await app.lock.hold(name, async () => {
    await checkIsNew(app, name);
    await store.write(ref, { ...emptySlots, active: credential });
    await provenOrEnded(
      () => app.records.put(profile),
      () => store.delete(ref),
    );
  });
}
