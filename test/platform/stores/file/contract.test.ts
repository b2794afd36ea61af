import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KeepSecret } from "../../../../src/core/secret.ts";
import { randomKey } from "../../../../src/platform/random.ts";
import { openFileStore } from "../../../../src/platform/stores/file/file-store.ts";
import type { OpenStore } from "../../../contract/credential-store.ts";
import { credentialStoreContract } from "../../../contract/credential-store.ts";
import { sealedBy } from "./independent.ts";

credentialStoreContract("the file store with a random key", async (keep: KeepSecret): Promise<OpenStore> => {
  const configDir = mkdtempSync(join(tmpdir(), "fob-store-"));
  const folder = join(configDir, "secrets");
  mkdirSync(folder, { mode: 0o700 });
  const key = randomKey();
  const reopen = () => openFileStore({ configDir, env: { FOB_STORE_KEY: key }, keep });
  return {
    store: reopen(),
    reopen,
    plant: async (ref, text) =>
      writeFileSync(join(folder, `${ref}.enc`), sealedBy(Buffer.from(key, "base64"), ref, text), {
        mode: 0o600,
      }),
    async away() {
      renameSync(folder, `${folder}.away`);
      writeFileSync(folder, "");
      return async () => {
        rmSync(folder);
        renameSync(`${folder}.away`, folder);
      };
    },
    entries: async () => readdirSync(folder),
    dispose: async () => rmSync(configDir, { recursive: true }),
  };
});
