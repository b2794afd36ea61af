import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { emptySlots } from "../../../../src/core/credential.ts";
import { systemClock } from "../../../../src/platform/clock.ts";
import type { PostgresWorld } from "../../../../src/platform/stores/postgres/index.ts";
import { credentialOf } from "../../../support/fake-provider.ts";
import { describeNeeds } from "../../../support/needs.ts";
import { type PostgresServer, postgresMissing, startPostgres } from "../../../support/postgres.ts";
import { initialised, openShared } from "../../../support/postgres-world.ts";

type Found = readonly [status: string, check: string, message: string, hint: string | null];
const client = "Use a role with fob_client alone: fob store init --help";
const server0 = "PostgreSQL 0, on this machine, without TLS.";
const inSync: Found = ["ok", "clock", "It agrees with the database's to 0 s.", null];
const [key, other] = [randomBytes(32).toString("hex"), randomBytes(32).toString("hex")];

describeNeeds(postgresMissing(), "what doctor says of a shared database", () => {
  let server: PostgresServer;
  let keyId: string;
  const folder = mkdtempSync(join(tmpdir(), "fob-doctor-"));
  const keyFile = join(folder, "key");
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await server.dispose();
  });
  beforeEach(async () => {
    await initialised(server);
    server.sql("ALTER ROLE runner NOCREATEDB NOCREATEROLE NOSUPERUSER; ALTER ROLE runner RESET ALL");
    const shared = openShared(server, key);
    await shared.store.write("r", { ...emptySlots, active: credentialOf("t") });
    shared.close();
    keyId = server.sql("SELECT key_id FROM fob.store_key WHERE is_current");
  });

  async function inspect(more: Parameters<typeof openShared>[2] = {}): Promise<readonly Found[]> {
    const shared = openShared(server, key, { limitMs: 2000, ...more });
    const found = await shared.inspect();
    shared.close();
    return found.map(({ status, check, message, hint }) => [
      status,
      check,
      message.replace(/PostgreSQL [^,]+,/, "PostgreSQL 0,").replaceAll(keyId, "KEY"),
      hint,
    ]);
  }
  const hasKey: Found = ["ok", "store", "This machine has its key KEY.", null];
  const there: Found = ["ok", "store", server0, null];
  const env = (more: Readonly<Record<string, string>>): Partial<PostgresWorld> => ({
    env: { FOB_STORE_KEY: key, PGPASSWORD: server.password, ...more },
  });

  it("all is well", async () => {
    expect(await inspect()).toEqual([there, hasKey, inSync]);
  });

  it.each<readonly [string, string, Found]>([
    [
      "makes roles",
      "ALTER ROLE runner CREATEROLE",
      ["warning", "store", "This role may do more than a runner needs: make roles or databases.", client],
    ],
    [
      "makes tables",
      "GRANT CREATE ON SCHEMA fob TO runner",
      ["warning", "store", "This role may do more than a runner needs: make tables of fob's.", client],
    ],
    [
      "changes the audit trail",
      "GRANT DELETE ON fob.audit_record TO runner",
      ["warning", "store", "This role may do more than a runner needs: change the audit trail.", client],
    ],
    [
      "owns the tables",
      "ALTER TABLE fob.entry OWNER TO runner",
      ["warning", "store", "This role owns fob's tables and could drop them.", client],
    ],
    [
      "is a superuser",
      "ALTER ROLE runner SUPERUSER",
      ["warning", "store", "This role owns fob's tables and could drop them.", client],
    ],
    [
      "may only read",
      "ALTER ROLE runner SET default_transaction_read_only = on",
      [
        "warning",
        "store",
        "It can only be read, so no login can be renewed.",
        "Name the primary server in the URL.",
      ],
    ],
    [
      "finds older tables",
      "DROP TABLE fob.rate_budget, fob.audit_record; DELETE FROM fob.schema_version WHERE version > 1",
      [
        "warning",
        "store",
        "Its tables are of version 1; this fob uses what came with version 3.",
        "When every machine has this fob: fob store init",
      ],
    ],
    [
      "finds a former key",
      `INSERT INTO fob.store_key (key_id, is_current) VALUES ('${"0".repeat(16)}', false)`,
      ["warning", "store", "Some entries may still be sealed with a former key.", "fob store rekey"],
    ],
  ])("a role that %s", async (_, text, expected) => {
    server.sql(text);
    expect(await inspect()).toEqual([there, expected, hasKey, inSync]);
  });

  it.each<readonly [string, number, Found]>([
    ["agrees", -59_000, ["ok", "clock", "It agrees with the database's to 59 s.", null]],
    [
      "is behind",
      -90_000,
      ["warning", "clock", "It is 90 s behind the database's.", "Set the clock: timedatectl set-ntp true"],
    ],
    [
      "is ahead",
      3_600_000,
      [
        "warning",
        "clock",
        "It is 3600 s ahead of the database's.",
        "Set the clock: timedatectl set-ntp true",
      ],
    ],
  ])("a clock that %s", async (_, skewMs, expected) => {
    const clock = { ...systemClock, now: () => new Date(Date.now() + skewMs) };
    expect(await inspect({ clock })).toEqual([there, hasKey, expected]);
  });

  it("a key that this machine has not", async () => {
    expect(await inspect(env({ FOB_STORE_KEY: other }))).toEqual([
      there,
      [
        "warning",
        "store",
        "It uses the key KEY, which this machine has not.",
        "Add it to the file that FOB_STORE_KEY_FILE names.",
      ],
      inSync,
    ]);
  });

  it.each<readonly [string, number, string]>([
    ["open to writers", 0o620, "is open to other users (mode 0620)."],
    ["open to readers", 0o644, "is open to other users (mode 0644)."],
  ])("a key file that is %s", async (_, mode, says) => {
    writeFileSync(keyFile, `${key}\n`);
    chmodSync(keyFile, mode);
    const found = await inspect(env({ FOB_STORE_KEY: "", FOB_STORE_KEY_FILE: keyFile }));
    expect(found).toEqual([
      ["failed", "store", `${keyFile} ${says}`, expect.stringContaining(`chmod 600 '${keyFile}'`)],
    ]);
  });

  it("a database that does not let it in, has no tables, or is of a newer fob", async () => {
    const [[status, check, message, hint] = []] = await inspect(env({ PGPASSWORD: "wrong" }));
    expect([status, check]).toEqual(["failed", "store"]);
    expect(message).toContain("it refuses this login");
    expect(hint).toContain("PGPASSWORD");
    server.sql("INSERT INTO fob.schema_version (version) VALUES (99)");
    expect(await inspect()).toEqual([
      [
        "failed",
        "store",
        "The database was set up by a newer fob (version 99 of its tables).",
        "Update fob on this machine.",
      ],
    ]);
    server.sql("DROP SCHEMA fob CASCADE");
    expect(await inspect()).toEqual([
      [
        "failed",
        "store",
        expect.stringContaining("it has no tables of fob's yet"),
        "Make them: fob store init",
      ],
    ]);
    await initialised(server);
  });

  it("nothing at all where no database is named, and one line where the module is missing", async () => {
    expect(await inspect({ findUrl: async () => null })).toEqual([]);
    const load = () => {
      throw new Error("Cannot find module 'pg'");
    };
    expect(await inspect({ load })).toEqual([
      [
        "failed",
        "store",
        "The module pg, which reaches PostgreSQL, is missing or broken.",
        "Install it beside fob: npm install --global pg, or reinstall fob with its optional dependencies.",
      ],
    ]);
  });
});
