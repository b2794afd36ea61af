import { isFobError } from "../../src/core/errors.ts";
import { Secret } from "../../src/core/secret.ts";
import type { CredentialStore } from "../../src/core/store.ts";
import { encodeSlots } from "../../src/platform/stores/envelope.ts";
import { openKeychain } from "../../src/platform/stores/keychain/index.ts";
import type { NativeEntry } from "../../src/platform/stores/keychain/native.ts";
import { openEntry, requireNative } from "../../src/platform/stores/keychain/native.ts";
import { active } from "../contract/credential-values.ts";

// One call of the keychain in a process of its own, which a test can time whole and end.
const bootMs = performance.now();
const [operation = "", ref = "", token = "", wanted = ""] = process.argv.slice(2);

const modules: Readonly<Record<string, () => unknown>> = {
  broken: () => process.dlopen({ exports: {} }, process.argv[1] ?? ""),
  empty: () => ({}),
  // The keyring goes silent after it has said that it is there.
  stopsAtLoad: () => {
    stopKeyring();
    return requireNative();
  },
  stopsAtWrite: () => ({ AsyncEntry: entryThatStopsAtWrite }),
  throwing: () => ({ AsyncEntry: throwingEntry }),
};

function throwingEntry(): never {
  throw new Error("boom");
}

function stopKeyring(): void {
  process.kill(Number(process.env.FOB_TEST_KEYRING), "SIGSTOP");
}

function entryThatStopsAtWrite(_service: string, account: string): NativeEntry {
  const entry = openEntry(requireNative, account);
  return {
    getPassword: () => entry.getPassword(),
    deletePassword: () => entry.deletePassword(),
    setPassword: (text) => {
      stopKeyring();
      return entry.setPassword(text);
    },
  };
}

const load = modules[wanted];
const store = openKeychain({
  env: process.env,
  platform: process.platform,
  keep: (text) => new Secret(text),
  ...(load === undefined ? {} : { load }),
});

const operations: Readonly<Record<string, (store: CredentialStore) => Promise<unknown>>> = {
  check: () => store.check(),
  delete: () => store.delete(ref),
  write: () => store.write(ref, active(token)),
  read: async () => {
    const lookup = await store.read(ref);
    return lookup.kind === "found" ? { kind: "found", text: encodeSlots(ref, lookup.slots) } : lookup;
  },
};

async function answer(): Promise<unknown> {
  try {
    return (await operations[operation]?.(store)) ?? null;
  } catch (error) {
    if (isFobError(error)) return { code: error.code, message: error.message };
    return { bug: String(error) };
  }
}

process.stdout.write(JSON.stringify({ answer: await answer(), bootMs }));
