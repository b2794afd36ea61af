import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../../src/core/secret.ts";
import type { KeychainWorld } from "../../../src/platform/stores/keychain/index.ts";
import { openKeychain } from "../../../src/platform/stores/keychain/index.ts";
import { credentialStoreContract } from "../../contract/credential-store.ts";
import { active } from "../../contract/credential-values.ts";
import type { Keyring } from "../../support/keyring.ts";
import { keyringMissing, startKeyring } from "../../support/keyring.ts";

const missing = keyringMissing();

describe.skipIf(missing !== null)(
  `the keychain on a real gnome-keyring${missing ? ` (${missing})` : ""}`,
  () => {
    let keyring: Keyring;

    beforeAll(async () => {
      keyring = await startKeyring();
      // The native library reads this itself, once in a process.
      process.env.DBUS_SESSION_BUS_ADDRESS = keyring.env.DBUS_SESSION_BUS_ADDRESS;
    });
    afterAll(() => keyring.stop());

    const open = (more: Partial<KeychainWorld> = {}) =>
      openKeychain({ env: keyring.env, platform: "linux", keep: (text) => new Secret(text), ...more });

    const contract = (name: string, more: Partial<KeychainWorld>) =>
      credentialStoreContract(name, async (keep) => {
        const reopen = () => open({ keep, ...more });
        return {
          store: reopen(),
          reopen,
          plant: async (ref, text) => keyring.store(text, "service", "fob", "username", ref),
          async away() {
            keyring.lock();
            return () => keyring.restart("unlocked");
          },
          entries: async () => keyring.accounts(),
          dispose: async () => {
            const { AsyncEntry } = createRequire(import.meta.url)("@napi-rs/keyring");
            for (const account of keyring.accounts()) {
              await new AsyncEntry("fob", account, { linux: { store: "secret-service" } }).deletePassword();
            }
          },
        };
      });

    contract("the keychain", {});
    contract("the keychain with items of 8,000 characters", { itemLength: 8000 });

    it("can be read by any tool that knows the keyring, until it is deleted", async () => {
      const store = open();
      await store.write("r1", active("token-for-secret-tool"));
      expect(keyring.lookup("service", "fob")).toContain('"token":"token-for-secret-tool"');
      await store.delete("r1");
      expect(keyring.lookup("service", "fob")).toBeNull();
    });
  },
);
