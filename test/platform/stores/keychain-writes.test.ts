import { describe, expect, it } from "vitest";
import { isFobError } from "../../../src/core/errors.ts";
import { Secret } from "../../../src/core/secret.ts";
import type { KeychainWorld } from "../../../src/platform/stores/keychain/index.ts";
import { openKeychain } from "../../../src/platform/stores/keychain/index.ts";
import type { NativeEntry } from "../../../src/platform/stores/keychain/native.ts";
import { credentialStoreContract } from "../../contract/credential-store.ts";
import { active, plain, plainRead } from "../../contract/credential-values.ts";
import { memoryNative } from "../../support/memory-native.ts";

// What the system may do wrong in a write. macOS, whose library is asked without a bus before it.
const open = (world: Partial<KeychainWorld>) =>
  openKeychain({ env: {}, platform: "darwin", keep: (text) => new Secret(text), limitMs: 200, ...world });

const fails = (text: string) => async () => {
  throw new Error(text);
};

describe.each(["darwin", "win32"] as const)("on %s, with a system in memory", (platform) => {
  credentialStoreContract(platform, async (keep) => {
    let isAway = false;
    const gone = fails("no keychain");
    const { items, load } = memoryNative(() =>
      isAway ? { getPassword: gone, setPassword: gone, deletePassword: gone } : {},
    );
    const reopen = () => open({ keep, load, platform });
    return {
      store: reopen(),
      reopen,
      plant: async (ref, text) => void items.set(ref, text),
      async away() {
        isAway = true;
        return async () => {
          isAway = false;
        };
      },
      entries: async () => [...items.keys()].sort(),
      dispose: async () => {},
    };
  });
});

const forever = () => new Promise<never>(() => {});
interface Row {
  readonly fault: string;
  /** What the entry does once the first value is stored. */
  readonly does: (entry: NativeEntry) => Partial<NativeEntry>;
  readonly code: "store_unavailable" | "store_locked";
  readonly message: string;
  readonly left: "old" | "unknown";
}

const otherValue = "The system keychain gave back another value than the one written.";
const unknown = "The system keychain failed during a write; it holds the old value, the new one or none.";

const rows: readonly Row[] = [
  {
    fault: "it cuts the new value short",
    does: ({ setPassword }) => ({ setPassword: (text) => setPassword(shorter(text)) }),
    code: "store_unavailable",
    message: otherValue,
    left: "old",
  },
  {
    fault: "it says done and keeps the old value",
    does: () => ({ setPassword: async () => {} }),
    code: "store_unavailable",
    message: otherValue,
    left: "old",
  },
  {
    fault: "it loses the new value",
    does: ({ setPassword, deletePassword }) => ({
      setPassword: (text) => (isNew(text) ? deletePassword().then(() => {}) : setPassword(text)),
    }),
    code: "store_unavailable",
    message: otherValue,
    left: "old",
  },
  {
    fault: "the value is too long for it",
    does: () => ({ setPassword: fails("Attribute 'password' is longer than platform limit of 2560 chars") }),
    code: "store_unavailable",
    message: "The system keychain refused: Attribute 'password' is longer than platform limit of 2560 chars.",
    left: "old",
  },
  {
    fault: "a person dismisses its question",
    does: () => ({ setPassword: fails("Couldn't access platform storage: unlock prompt was dismissed") }),
    code: "store_locked",
    message: "The system keychain refused: Couldn't access platform storage: unlock prompt was dismissed.",
    left: "old",
  },
  {
    fault: "it is locked and nobody can be asked",
    does: () => ({ getPassword: fails("User interaction is not allowed.") }),
    code: "store_locked",
    message: "The system keychain refused: User interaction is not allowed.",
    left: "old",
  },
  {
    fault: "it sends control characters for a reason",
    does: () => ({ setPassword: fails("bad\u001b[2J\u202e news. And more\nlines") }),
    code: "store_unavailable",
    message: "The system keychain refused: bad\\x1b[2J\\u202e news.",
    left: "old",
  },
  {
    fault: "it never answers a read",
    does: () => ({ getPassword: forever }),
    code: "store_unavailable",
    message: "The system keychain does not answer.",
    left: "old",
  },
  {
    fault: "it never answers the write",
    does: () => ({ setPassword: forever }),
    code: "store_unavailable",
    message: unknown,
    left: "old",
  },
  {
    fault: "it writes nonsense and then fails",
    does: (entry) => {
      let broken = false;
      return {
        setPassword: async (text) => {
          if (broken) throw new Error("gone");
          broken = true;
          await entry.setPassword(shorter(text));
        },
        deletePassword: fails("gone"),
      };
    },
    code: "store_unavailable",
    message: unknown,
    left: "unknown",
  },
];

function isNew(text: string): boolean {
  return text.includes("new-token");
}

function shorter(text: string): string {
  return isNew(text) ? text.slice(0, 50) : text;
}

describe.each(rows)("a write fails aloud when $fault", ({ does, code, message, left }) => {
  it.each(["old-token", null])("over %s", async (before) => {
    let faulty = false;
    const native = memoryNative((entry) => (faulty ? does(entry) : {}));
    const store = open({ load: native.load });
    if (before !== null) await store.write("r1", active(before));
    faulty = true;
    const started = performance.now();
    await expect(store.write("r1", active("new-token"))).rejects.toSatisfy(
      (error) => isFobError(error, code) && error.message === message,
    );
    expect(performance.now() - started).toBeLessThan(1000);
    faulty = false;
    if (left === "unknown") return;
    const expected = before === null ? { kind: "absent" } : plain(active(before));
    expect(await plainRead(store, "r1")).toEqual(expected);
    expect([...native.items.keys()]).toEqual(before === null ? [] : ["r1"]);
  });
});

it("says that a delete failed, and not that there was nothing", async () => {
  const native = memoryNative(() => ({ deletePassword: fails("Denied by policy") }));
  const store = open({ load: native.load });
  await store.write("r1", active("t-1"));
  await expect(store.delete("r1")).rejects.toSatisfy((error) => isFobError(error, "store_locked"));
  expect(await plainRead(store, "r1")).toEqual(plain(active("t-1")));
});

it("finds in its check a system that loses what it was given", async () => {
  const native = memoryNative(() => ({ deletePassword: async () => false }));
  expect(await open({ load: native.load }).check()).toEqual({
    kind: "unavailable",
    reason: "The system keychain lost a value that was written and read back.",
  });
});
