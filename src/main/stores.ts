import { existsSync } from "node:fs";
import type { App } from "../core/app.ts";
import type { Notice } from "../core/provider.ts";
import type { Redactor } from "../core/redactor.ts";
import type { CredentialStore, StoreName } from "../core/store.ts";
import type { Terminal } from "../core/terminal.ts";
import { fileStoreDescription, keychainDescription } from "../platform/stores/descriptions.ts";
import { createStoreKeys, keyPath } from "./store-keys.ts";

interface StoreWorld {
  readonly process: NodeJS.Process;
  readonly redactor: Redactor;
  readonly terminal: Terminal;
  readonly home: string;
  readonly shared: CredentialStore;
  /** FobError where there is none. */
  readonly folder: () => string;
  warn(notice: Notice): void;
}

/** The stores of one call, and what is known of them before one is opened. */
export function storesOf(world: StoreWorld): Pick<App, "store" | "storeKeys" | "keychainInSight"> {
  const { process, redactor, terminal, home } = world;
  const { env, platform } = process;
  const { keep } = redactor;
  const { keys, given } = createStoreKeys({
    env,
    keep,
    home,
    askPassphrase: passphraseAsker(terminal, home),
  });
  return {
    store: storeOpener(world, given),
    storeKeys: keys,
    async keychainInSight() {
      if (platform !== "linux") return true;
      const { hasBus } = await import("../platform/stores/keychain/bus/address.ts");
      return hasBus(env);
    },
  };
}

/** One object a store and call, so that a passphrase is asked for and a key derived once. */
function storeOpener(
  { process, redactor, folder, shared, warn }: StoreWorld,
  given: ReturnType<typeof createStoreKeys>["given"],
) {
  const { env, platform } = process;
  const { keep } = redactor;
  const opened = new Map<StoreName, CredentialStore>();
  const open: Readonly<Record<StoreName, () => CredentialStore>> = {
    keychain: () =>
      lazyStore("keychain", keychainDescription(platform), async () => {
        const { openKeychain } = await import("../platform/stores/keychain/index.ts");
        return openKeychain({ env, platform, keep });
      }),
    file() {
      const configDir = folder();
      return lazyStore("file", fileStoreDescription(configDir), async () => {
        const { openFileStore } = await import("../platform/stores/file/file-store.ts");
        return openFileStore({ configDir, keep, warn, ...given() });
      });
    },
    postgres: () => shared,
  };
  return (name: StoreName): CredentialStore => {
    const store = opened.get(name) ?? open[name]();
    opened.set(name, store);
    return store;
  };
}

/** A key that `login` made and that this shell was not told of is named, and never used unasked. */
function passphraseAsker(terminal: Terminal, home: string) {
  if (!terminal.interactive) return undefined;
  return () => {
    const path = keyPath(home);
    if (existsSync(path))
      terminal.note(`Is its key in ${path}? Then stop with Ctrl-C, and: export FOB_STORE_KEY_FILE=${path}`);
    return terminal.askSecret("Passphrase of the file store");
  };
}

function lazyStore(
  name: StoreName,
  description: string,
  load: () => Promise<CredentialStore>,
): CredentialStore {
  let loaded: Promise<CredentialStore> | null = null;
  const store = () => {
    loaded ??= load();
    return loaded;
  };
  return {
    name,
    description,
    check: async () => (await store()).check(),
    read: async (ref) => (await store()).read(ref),
    write: async (ref, slots) => (await store()).write(ref, slots),
    delete: async (ref) => (await store()).delete(ref),
  };
}
