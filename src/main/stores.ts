import type { Notice } from "../core/provider.ts";
import type { Redactor } from "../core/redactor.ts";
import type { CredentialStore, StoreName } from "../core/store.ts";
import type { Terminal } from "../core/terminal.ts";
import { fileStoreDescription, keychainDescription } from "../platform/stores/descriptions.ts";

interface StoreWorld {
  readonly process: NodeJS.Process;
  readonly redactor: Redactor;
}

/** One object a store and call, so that a passphrase is asked for and a key derived once. */
export function storeOpener(
  folder: () => string,
  { process, redactor }: StoreWorld,
  terminal: Terminal,
  shared: CredentialStore,
  warn: (notice: Notice) => void,
) {
  const { env, platform } = process;
  const { keep } = redactor;
  const opened = new Map<StoreName, CredentialStore>();
  const open = (name: StoreName): CredentialStore => {
    if (name === "postgres") return shared;
    if (name === "keychain") {
      return lazyStore(name, keychainDescription(platform), async () => {
        const { openKeychain } = await import("../platform/stores/keychain/index.ts");
        return openKeychain({ env, platform, keep });
      });
    }
    const configDir = folder();
    return lazyStore(name, fileStoreDescription(configDir), async () => {
      const { openFileStore } = await import("../platform/stores/file/file-store.ts");
      return openFileStore({ configDir, env, keep, warn, askPassphrase: passphraseAsker(terminal) });
    });
  };
  return (name: StoreName): CredentialStore => {
    const store = opened.get(name) ?? open(name);
    opened.set(name, store);
    return store;
  };
}

function passphraseAsker(terminal: Terminal) {
  return terminal.interactive ? () => terminal.askSecret("Passphrase of the file store") : undefined;
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
