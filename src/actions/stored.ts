import type { App } from "../core/app.ts";
import { emptySlots, type Slots } from "../core/credential.ts";
import { FobError } from "../core/errors.ts";
import type { Profile } from "../core/profile.ts";
import type { Confirm, CredentialStore, StoreName } from "../core/store.ts";

/** The store that a new login goes to, and where an old one is looked for when the call says so. */
export async function storeFor(app: App, profile: Profile | null): Promise<StoreName> {
  return app.storeFlag ?? profile?.store ?? (await app.preferences.get()).store ?? "keychain";
}

/** The store that holds a profile's secrets: the one its record names, unless the call names another. */
export function storeOf(app: App, profile: Profile): CredentialStore {
  return app.store(app.storeFlag ?? profile.store);
}

/** Alone with a profile: among all processes of this machine, and among all machines where its store is shared. */
export function holdProfile<T>(app: App, name: string, work: () => Promise<T>): Promise<T> {
  return app.lock.hold(name, async () => {
    const profile = await app.records.get(name);
    return profile === null ? work() : holdAmongMachines(app, profile, work);
  });
}

/** The store's own lock, for who has this machine's already; of one step at the login where one is named. */
export function holdAmongMachines<T>(
  app: App,
  profile: Profile,
  work: (confirm: Confirm) => Promise<T>,
  step = "",
): Promise<T> {
  const store = storeOf(app, profile);
  return store.hold === undefined ? work(ownAlone) : store.hold(`${profile.ref}${step}`, work);
}

/** What this machine alone uses is nobody else's meanwhile. */
export async function ownAlone(): Promise<void> {}

/** What is stored for a profile; nothing is `emptySlots`. A store that cannot say is a failure, never "nothing". */
export async function readSlots(store: CredentialStore, ref: string): Promise<Slots> {
  const lookup = await store.read(ref);
  if (lookup.kind === "found") return lookup.slots;
  if (lookup.kind === "absent") return emptySlots;
  throw storeFailure(store, lookup);
}

export function storeFailure(
  store: CredentialStore,
  health: { readonly kind: "locked" | "unavailable"; readonly reason: string },
): FobError {
  const locked = health.kind === "locked";
  return new FobError(
    locked ? "store_locked" : "store_unavailable",
    `${capitalized(store.description)} ${locked ? "is locked" : "cannot be used"}: ${health.reason}`,
    { retryable: locked, hint: locked ? unlockHint(store) : otherStores(store) },
  );
}

export const waysToUnlock = "log in to the desktop, or run gnome-keyring-daemon --unlock";

function unlockHint(store: CredentialStore): string {
  return store.name === "keychain"
    ? `Unlock it (${waysToUnlock}) and run the command again.`
    : otherStores(store);
}

/** To copy as it is; a key that is there already stays, since it may open what is stored. */
const makeKey =
  "(umask 077; [ -e ~/.fob.key ] || fob store key > ~/.fob.key) && export FOB_STORE_KEY_FILE=~/.fob.key";

function otherStores(store: CredentialStore): string {
  if (store.name === "file") return `Give it a key: ${makeKey}`;
  if (store.name === "postgres") return "Look at all of it: fob doctor";
  return `Use the encrypted file: ${makeKey} && fob store use file; or start the keychain's service; or set FOB_TOKEN and FOB_PROVIDER, which are never stored.`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
