import { credentialStoreContract } from "../contract/credential-store.ts";
import { memoryStore } from "./memory-store.ts";

credentialStoreContract("the store of the tests", async (keep) => {
  const items = new Map<string, string>();
  const reopen = () => memoryStore(keep, "keychain", items);
  return {
    store: reopen(),
    reopen,
    plant: async (ref, text) => void items.set(ref, text),
    entries: async () => [...items.keys()].sort(),
    dispose: async () => items.clear(),
  };
});
