import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { FobError } from "../../../../src/core/errors.ts";
import type { Postgres } from "../../../../src/platform/stores/postgres/index.ts";
import { describeNeeds } from "../../../support/needs.ts";
import { type PostgresServer, postgresMissing, startPostgres } from "../../../support/postgres.ts";
import { initialised, openShared } from "../../../support/postgres-world.ts";
import { slotsWith, tokenIn } from "../../../support/slots.ts";

describeNeeds(postgresMissing(), "a database whose owner writes past fob", () => {
  let server: PostgresServer;
  const key = randomBytes(32).toString("hex");
  beforeAll(async () => {
    server = await initialised(await startPostgres());
    const { store, close } = openShared(server, key);
    await store.write("mine", slotsWith("first"));
    server.sql("CREATE TABLE former AS SELECT * FROM fob.entry");
    await store.write("mine", slotsWith("second"));
    await store.write("other", slotsWith("theirs"));
    server.sql("CREATE TABLE now AS SELECT * FROM fob.entry");
    close();
  }, 60_000);
  afterAll(() => server.dispose());

  /** As it was, then changed; answers all rows. */
  const after = (change: string) =>
    server.sql(`DELETE FROM fob.entry; INSERT INTO fob.entry SELECT * FROM now; ${change}; ${all}`);
  const all = "SELECT kind, id, version, key_id, sealed FROM fob.entry ORDER BY 1, 2";
  const rollBack = "DELETE FROM fob.entry WHERE id = 'mine'; INSERT INTO fob.entry SELECT * FROM former";

  function machine(text = key): Postgres {
    const opened = openShared(server, text);
    onTestFinished(() => opened.close());
    return opened;
  }
  const failing = async (work: Promise<unknown>) => {
    const error = await work.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FobError);
    const { code, message, details } = error as FobError;
    return { code, message, hint: details.hint };
  };

  const foreign = {
    code: "store_key",
    message: "The entry mine in the database does not open: it was changed or moved. It was left as it is.",
    hint: "Somebody wrote into the database past fob. Start over: fob logout PROFILE --local-only, then fob login.",
  };
  const damaged = {
    code: "local_io",
    message: "The entry mine in the database is damaged; it was left as it is.",
    hint: "Start over: fob logout PROFILE --local-only, then fob login.",
  };
  const json = (change: string) =>
    `UPDATE fob.entry SET sealed = (sealed::jsonb ${change})::text WHERE id = 'mine'`;
  /** The base64 with the first of its letters another one. */
  const flipped = (field: string) =>
    json(`|| jsonb_build_object('${field}', overlay(sealed::jsonb->>'${field}' PLACING
      CASE left(sealed::jsonb->>'${field}', 1) WHEN 'A' THEN 'B' ELSE 'A' END FROM 1 FOR 1))`);
  const otherRow = (column: string) =>
    `UPDATE fob.entry SET ${column} = (SELECT ${column} FROM fob.entry WHERE id = 'other') WHERE id = 'mine'`;
  const changes: readonly (readonly [what: string, sql: string, refusal: typeof foreign])[] = [
    ["another login's ciphertext", otherRow("sealed"), foreign],
    [
      "another login's whole row under this name",
      "DELETE FROM fob.entry WHERE id = 'mine'; UPDATE fob.entry SET id = 'mine' WHERE id = 'other'",
      foreign,
    ],
    [
      "two logins' rows swapped",
      `UPDATE fob.entry SET id = 'between' WHERE id = 'mine';
       UPDATE fob.entry SET id = 'mine' WHERE id = 'other'; UPDATE fob.entry SET id = 'other' WHERE id = 'between'`,
      foreign,
    ],
    [
      "the version of a later write",
      "UPDATE fob.entry SET version = version + 100 WHERE id = 'mine'",
      foreign,
    ],
    [
      "an older ciphertext under the newer version",
      "UPDATE fob.entry SET sealed = (SELECT sealed FROM former) WHERE id = 'mine'",
      foreign,
    ],
    ["a ciphertext with one letter changed", flipped("ciphertext"), foreign],
    ["a nonce with one letter changed", flipped("nonce"), foreign],
    ["a salt with one letter changed", flipped("salt"), foreign],
    [
      "a value for a passphrase that is slow to try",
      json(`|| '{"kdf":"scrypt","N":131072,"r":8,"p":1}'`),
      foreign,
    ],
    [
      "a ciphertext cut in half",
      "UPDATE fob.entry SET sealed = left(sealed, 150) WHERE id = 'mine'",
      damaged,
    ],
    ["a ciphertext shorter than its tag", json(`|| '{"ciphertext":"AAAA"}'`), damaged],
    ["nothing in it", "UPDATE fob.entry SET sealed = '' WHERE id = 'mine'", damaged],
    ["a nonce too short", json(`|| '{"nonce":"AAAA"}'`), damaged],
    ["a way to seal that there is none of", json(`|| '{"kdf":"none"}'`), damaged],
  ];
  it.each(changes)("%s: neither read nor overwritten", async (_, sql, refusal) => {
    const before = after(sql);
    const { store } = machine();
    expect(await failing(store.read("mine"))).toEqual(refusal);
    expect(await failing(store.write("mine", slotsWith("third")))).toEqual(refusal);
    expect(server.sql(all)).toBe(before);
  });

  it("is had rid of by its owner, who then starts over", async () => {
    after(otherRow("sealed"));
    const { store } = machine();
    expect(await store.delete("mine")).toBe(true);
    await store.write("mine", slotsWith("third"));
    expect([await tokenIn(store, "mine"), await tokenIn(store, "other")]).toEqual(["third", "theirs"]);
  });

  it("a whole older row: it opens, which is all that is not prevented; the next write goes on from it", async () => {
    after(rollBack);
    expect(await tokenIn(machine().store, "mine")).toBe("first");
    await machine().store.write("mine", slotsWith("third"));
    expect(await tokenIn(machine().store, "mine")).toBe("third");
  });

  it("a whole older row put back while a machine holds the login: found by the version, nothing is written", async () => {
    after("SELECT");
    const { store } = machine();
    const work = store.hold("mine", async () => {
      await store.read("mine");
      server.sql(rollBack);
      await store.write("mine", slotsWith("third"));
    });
    expect(await failing(work)).toEqual({
      code: "lock_timeout",
      message: "Another machine has changed mine meanwhile; nothing was written.",
      hint: "Run the same command again.",
    });
    expect(await tokenIn(machine().store, "mine")).toBe("first");
  });

  it("another key: it says which, and changes nothing", async () => {
    const before = after("SELECT");
    const stranger = machine(randomBytes(32).toString("hex")).store;
    const refusal = {
      code: "store_key",
      message: expect.stringMatching(
        /^The database uses the key [0-9a-f]{16}, and this machine has [0-9a-f]{16}\.$/,
      ),
      hint: "Add that key, as a line, to the file that FOB_STORE_KEY_FILE names. Nothing was changed.",
    };
    expect(await failing(stranger.read("mine"))).toEqual(refusal);
    expect(await failing(stranger.write("mine", slotsWith("third")))).toEqual(refusal);
    expect(await failing(stranger.write("new", slotsWith("third")))).toEqual(refusal);
    expect([server.sql(all), server.sql("SELECT count(*) FROM fob.store_key")]).toEqual([before, "1"]);
  });
});
