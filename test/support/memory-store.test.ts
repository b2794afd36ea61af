import { FobError } from "../../src/core/errors.ts";
import { credentialStoreContract } from "../contract/credential-store.ts";
import { type MemoryStore, memoryStore } from "./memory-store.ts";

credentialStoreContract("the store of the tests", async (keep) => {
  const items = new Map<string, string>();
  const faults: MemoryStore["faults"] = {};
  const reopen = () => memoryStore(keep, "keychain", items, undefined, faults);
  return {
    store: reopen(),
    reopen,
    plant: async (ref, text) => void items.set(ref, text),
    async away() {
      const lost = { kind: "unavailable", reason: "for a test" } as const;
      const error = new FobError("store_unavailable", "It is away for a test.");
      Object.assign(faults, { health: lost, read: lost, write: error, delete: error });
      return async () => {
        for (const name of ["health", "read", "write", "delete"] as const) delete faults[name];
      };
    },
    entries: async () => [...items.keys()].sort(),
    dispose: async () => items.clear(),
  };
});
