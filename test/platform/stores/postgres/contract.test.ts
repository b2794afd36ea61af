import { createCipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import type { KeepSecret } from "../../../../src/core/secret.ts";
import type { Postgres } from "../../../../src/platform/stores/postgres/index.ts";
import type { OpenStore } from "../../../contract/credential-store.ts";
import { credentialStoreContract } from "../../../contract/credential-store.ts";
import { describeNeeds } from "../../../support/needs.ts";
import { type PostgresServer, postgresMissing, startPostgres } from "../../../support/postgres.ts";
import { initialised, openShared } from "../../../support/postgres-world.ts";

describeNeeds(postgresMissing(), "a real PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await initialised(await startPostgres());
  }, 60_000);
  afterAll(() => server.dispose());

  credentialStoreContract("the shared database", async (keep: KeepSecret): Promise<OpenStore> => {
    const key = randomBytes(32);
    const opened: Postgres[] = [];
    const reopen = () => {
      const shared = openShared(server, key.toString("base64"), { keep });
      opened.push(shared);
      return shared.store;
    };
    return {
      store: reopen(),
      reopen,
      plant: async (ref, text) => void server.sql(plantSql(key, ref, text)),
      async away() {
        server.sql("ALTER SCHEMA fob RENAME TO fob_away");
        return async () => void server.sql("ALTER SCHEMA fob_away RENAME TO fob");
      },
      entries: async () =>
        server.sql("SELECT kind, id FROM fob.entry ORDER BY 1, 2").split("\n").filter(Boolean),
      async dispose() {
        for (const shared of opened) shared.close();
        server.sql("DELETE FROM fob.entry; DELETE FROM fob.store_key");
      },
    };
  });
});

/** Seals by what docs/fleet.md says of an entry, and by none of fob's own code. */
function plantSql(key: Buffer, ref: string, text: string): string {
  const id = Buffer.from(hkdfSync("sha256", key, "", "fob key id", 8)).toString("hex");
  const salt = createHash("sha256").update(text).digest().subarray(0, 16);
  const nonce = randomBytes(12);
  const derived = Buffer.from(hkdfSync("sha256", key, salt, "fob postgres store", 32));
  const cipher = createCipheriv("aes-256-gcm", derived, nonce);
  cipher.setAAD(Buffer.from(`fob postgres store v1\ncredential\n${ref}\n1\n${id}`));
  const ciphertext = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  const base64 = (bytes: Buffer) => bytes.toString("base64");
  const sealed = {
    v: 1,
    kdf: "hkdf",
    salt: base64(salt),
    nonce: base64(nonce),
    ciphertext: base64(ciphertext),
  };
  return `INSERT INTO fob.store_key (key_id, is_current) VALUES ('${id}', true) ON CONFLICT DO NOTHING;
    INSERT INTO fob.entry (kind, id, version, key_id, sealed)
    VALUES ('credential', '${ref}', 1, '${id}', '${JSON.stringify(sealed)}')
    ON CONFLICT (kind, id) DO UPDATE SET version = 1, sealed = excluded.sealed`;
}
