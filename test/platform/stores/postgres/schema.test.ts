import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { emptySlots } from "../../../../src/core/credential.ts";
import { credentialOf } from "../../../support/fake-provider.ts";
import { describeNeeds } from "../../../support/needs.ts";
import { type PostgresServer, postgresMissing, startPostgres } from "../../../support/postgres.ts";
import { initialised, openShared } from "../../../support/postgres-world.ts";
import { refusalOf } from "../../../support/refusal.ts";

/** How the tables of an older fob are had from the newest. */
const older: Readonly<Record<number, string>> = {
  2: "DROP TABLE fob.rate_budget; DELETE FROM fob.schema_version WHERE version > 2",
  1: "DROP TABLE fob.rate_budget, fob.audit_record; DELETE FROM fob.schema_version WHERE version > 1",
  0: "DROP SCHEMA fob CASCADE",
};

describeNeeds(postgresMissing(), "the tables of a shared database", () => {
  let server: PostgresServer;
  let whole: string;
  const key = randomBytes(32).toString("hex");
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server.dispose());
  beforeEach(async () => {
    await initialised(server);
    whole = shape();
  });

  /** Tables, columns, rules and rights; the versions last. */
  const shape = () =>
    server.sql(`SELECT concat_ws(' ', table_name, column_name, data_type, column_default, is_nullable)
        FROM information_schema.columns WHERE table_schema = 'fob'
      UNION ALL SELECT concat_ws(' ', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint
        WHERE connamespace = 'fob'::regnamespace
      UNION ALL SELECT concat_ws(' ', relname, relacl) FROM pg_class WHERE relnamespace = 'fob'::regnamespace
      UNION ALL SELECT concat_ws(' ', attrelid::regclass, attname, attacl) FROM pg_attribute WHERE attacl IS NOT NULL
      UNION ALL SELECT concat_ws(' ', 'version', version) FROM fob.schema_version ORDER BY 1`);
  async function as<T>(
    user: string,
    work: (shared: ReturnType<typeof openShared>) => Promise<T>,
  ): Promise<T> {
    const shared = openShared(server, key, { user });
    try {
      return await work(shared);
    } finally {
      shared.close();
    }
  }
  const init = () => as("admin", (shared) => shared.init());

  describe.each([3, 2, 1, 0])("from version %i", (version) => {
    beforeEach(() => {
      if (version < 3) server.sql(older[version] ?? "");
    });

    it("init brings them up to date", async () => {
      expect(await init()).toEqual({ from: version, to: 3 });
      expect(shape()).toBe(whole);
    });

    it("so does the SQL that it prints, run twice", async () => {
      const text = await as("admin", (shared) => shared.schemaSql());
      server.sql(text);
      server.sql(text);
      expect(shape()).toBe(whole);
    });
  });

  it("what is stored stays, and is used before and after", async () => {
    server.sql(older[1] ?? "");
    const slots = { ...emptySlots, active: credentialOf("t") };
    await as("runner", (shared) => shared.store.write("r", slots));
    const found = { kind: "found", slots };
    const read = () => as("runner", (shared) => shared.store.read("r"));
    expect(JSON.stringify(await read())).toBe(JSON.stringify(found));
    await init();
    expect(JSON.stringify(await read())).toBe(JSON.stringify(found));
  });

  it("several at once make them once", async () => {
    server.sql(older[0] ?? "");
    const ends = await Promise.all([init(), init(), init()]);
    expect(ends.map(({ from }) => from).sort()).toEqual([0, 3, 3]);
    expect(shape()).toBe(whole);
  });

  it("those of a newer fob are refused, and left as they are", async () => {
    server.sql("INSERT INTO fob.schema_version (version) VALUES (4)");
    const newer = [
      "store_unavailable",
      9,
      "The database was set up by a newer fob (version 4 of its tables).",
    ];
    expect(await refusalOf(init())).toEqual(newer);
    expect(await refusalOf(as("runner", (shared) => shared.store.read("r")))).toEqual(newer);
    expect(await refusalOf(as("runner", (shared) => shared.audit.lastSeq("0".repeat(32))))).toEqual(newer);
    server.sql(await as("admin", (shared) => shared.schemaSql()));
    expect(shape()).toBe(`${whole}\nversion 4`);
  });

  it("a role that may not make them is told so", async () => {
    server.sql(older[0] ?? "");
    const [code, , message] = await refusalOf(as("runner", (shared) => shared.init()));
    expect([code, message]).toEqual([
      "store_unavailable",
      expect.stringContaining("this role may not do that"),
    ]);
  });
});
