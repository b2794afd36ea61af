import type { App } from "../core/app.ts";
import { type Credential, emptySlots } from "../core/credential.ts";
import { FobError } from "../core/errors.ts";
import { checkProfileName, type Profile } from "../core/profile.ts";
import { provenOrEnded } from "../core/proof.ts";
import type { CredentialStore } from "../core/store.ts";
import { refuseCaseTwin } from "./case-twin.ts";
import type { Login } from "./login.ts";
import type { Minted } from "./mint-token.ts";
import { warnOfReplaced } from "./replaced-session.ts";
import { holdProfile, readSlots, storeFailure, storeFor } from "./stored.ts";
import type { TokenPlace } from "./token-place.ts";

/**
 * A profile in the store that holds the token as a login that was given: a new one, or, for a token that replaces
 * another of that login, one that holds such a token already. `ending` are the sessions that end with that.
 */
export async function placeInProfile(
  app: App,
  name: string,
  replacing: Login | null,
  ending: readonly string[] = [],
): Promise<TokenPlace> {
  const former = await usable(app, checkProfileName(name), replacing);
  const storeName = former?.store ?? (await storeFor(app, null));
  if (former === null) await refuseCaseTwin(app, name, storeName);
  const store = app.store(storeName);
  const health = await store.check();
  if (health.kind !== "works") throw storeFailure(store, health);
  return {
    async keep(minted) {
      const replaced = await keepAsProfile(app, store, name, replacing, minted);
      if (replaced === null || ending.includes(replaced.session.id ?? "")) return;
      warnOfReplaced(app, minted.login.definition.info, replaced, minted.token.id);
    },
    discard: async () => {},
  };
}

async function usable(app: App, name: string, replacing: Login | null): Promise<Profile | null> {
  const record = await app.records.get(name);
  if (record === null) return null;
  const drop = `drop it first: fob logout ${name} && fob profile remove ${name}`;
  if (replacing === null) {
    throw new FobError("usage", `The profile ${name} exists already.`, {
      hint: `Choose a new name, or ${drop}`,
    });
  }
  const { definition, credential } = replacing;
  const isAlike =
    record.given && record.provider === definition.info.id && record.baseUrl === credential.baseUrl;
  if (isAlike) return record;
  throw new FobError("usage", `The profile ${name} holds another login than such a token.`, {
    hint: `Choose another name, or ${drop}`,
  });
}

/** The record of the login that was there; null where none was. */
async function keepAsProfile(
  app: App,
  store: CredentialStore,
  name: string,
  replacing: Login | null,
  minted: Minted,
): Promise<Profile | null> {
  const { credential } = minted.token;
  if (credential === null) throw new FobError("unsupported", "Such a token cannot serve as a login.");
  const fresh = await newProfile(app, store, name, credential, minted);
  return holdProfile(app, name, async () => {
    const record = await usable(app, name, replacing);
    const former = record === null ? null : await readSlots(store, record.ref);
    const { ref } = record ?? fresh;
    const { settings } = record ?? fresh;
    await store.write(ref, { ...(former ?? emptySlots), active: credential, pending: null });
    await provenOrEnded(
      () => app.records.put({ ...fresh, ref, settings, pendingRevokes: record?.pendingRevokes ?? 0 }),
      () => (former === null ? store.delete(ref) : store.write(ref, former)),
    );
    return former?.active == null ? null : record;
  });
}

async function newProfile(
  app: App,
  store: CredentialStore,
  name: string,
  { baseUrl }: Credential,
  { token, login }: Minted,
): Promise<Profile> {
  return {
    name,
    provider: login.definition.info.id,
    baseUrl,
    ref: `${name}-${app.randomId().slice(0, 8)}`,
    store: store.name,
    state: "active",
    identity: login.profile?.identity ?? (await login.provider.whoami(login.credential)).identity,
    session: { id: token.id, expiresAt: token.expiresAt },
    given: true,
    pendingRevokes: 0,
    settings: login.profile?.settings ?? {},
  };
}
