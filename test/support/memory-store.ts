import { type FobError, isFobError } from "../../src/core/errors.ts";
import type { KeepSecret } from "../../src/core/secret.ts";
import type { CredentialStore, Lookup, StoreHealth, StoreName } from "../../src/core/store.ts";
import { decodeSlots, encodeSlots } from "../../src/platform/stores/envelope.ts";

export interface MemoryStore extends CredentialStore {
  /** What rests in it, as text; a second store over the same map is another process's. */
  readonly items: Map<string, string>;
  /** What the next calls answer instead of doing their work. */
  readonly faults: {
    health?: Exclude<StoreHealth, { kind: "works" }>;
    read?: Exclude<Lookup, { kind: "found" }>;
    write?: FobError;
    delete?: FobError;
  };
}

/** A store that forgets at the end of the test; `note` hears of every change. */
export function memoryStore(
  keep: KeepSecret,
  name: StoreName = "keychain",
  items: Map<string, string> = new Map(),
  note: (event: string) => void = () => {},
  faults: MemoryStore["faults"] = {},
): MemoryStore {
  return {
    name,
    description: `the memory of this test (${name})`,
    items,
    faults,
    check: async () => {
      note(`check ${name}`);
      return faults.health ?? { kind: "works" };
    },
    async read(ref) {
      if (faults.read !== undefined) return faults.read;
      const text = items.get(ref);
      return text === undefined ? { kind: "absent" } : { kind: "found", slots: decodeSlots(ref, text, keep) };
    },
    async write(ref, slots) {
      if (faults.write !== undefined) throw faults.write;
      const former = items.get(ref);
      if (former !== undefined) decodeSlots(ref, former, keep);
      items.set(ref, encodeSlots(ref, slots));
      note(`write ${name}`);
    },
    async delete(ref) {
      if (isFobError(faults.delete)) throw faults.delete;
      const was = items.delete(ref);
      if (was) note(`delete ${name}`);
      return was;
    },
  };
}
