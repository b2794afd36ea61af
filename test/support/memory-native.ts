import type { NativeEntry } from "../../src/platform/stores/keychain/native.ts";

/** @napi-rs/keyring as far as fob uses it, over a map; `faulty` changes what an entry does. */
export function memoryNative(
  faulty: (entry: NativeEntry, account: string) => Partial<NativeEntry> = () => ({}),
) {
  const items = new Map<string, string>();
  function AsyncEntry(_service: string, account: string): NativeEntry {
    const entry: NativeEntry = {
      getPassword: async () => items.get(account) ?? null,
      setPassword: async (text) => void items.set(account, text),
      deletePassword: async () => items.delete(account),
    };
    return { ...entry, ...faulty(entry, account) };
  }
  return { items, load: () => ({ AsyncEntry }) };
}
