import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { emptySlots } from "../../../../src/core/credential.ts";
import type { Postgres } from "../../../../src/platform/stores/postgres/index.ts";
import { credentialOf } from "../../../support/fake-provider.ts";
import { describeNeeds } from "../../../support/needs.ts";
import { type PostgresServer, postgresMissing, startPostgres } from "../../../support/postgres.ts";
import { initialised, openShared } from "../../../support/postgres-world.ts";
import { refusalOf } from "../../../support/refusal.ts";

describeNeeds(postgresMissing(), "a lock among machines", () => {
  let server: PostgresServer;
  const opened: Postgres[] = [];
  const key = randomBytes(32).toString("hex");
  const machine = (limitMs = 3000) => {
    const shared = openShared(server, key, { limitMs });
    opened.push(shared);
    return shared.store;
  };
  const cutAll = () =>
    server.sql(
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'fob'",
      "postgres",
    );
  beforeAll(async () => {
    server = await initialised(await startPostgres());
  }, 60_000);
  afterAll(async () => {
    for (const shared of opened) shared.close();
    await server.dispose();
  });

  it("confirms that it was held all the while", async () => {
    const done = machine().hold("a", async (confirm) => {
      await confirm();
      await confirm();
      return "done";
    });
    expect(await done).toBe("done");
  });

  it("does not confirm where its connection was cut in between, though it has the lock again", async () => {
    const work = machine().hold("a", async (confirm) => {
      await confirm();
      cutAll();
      await confirm();
    });
    expect(await refusalOf(work)).toEqual([
      "lock_timeout",
      11,
      "The database was away meanwhile, so another machine may have done it.",
    ]);
  });

  it("of one step at a login leaves a machine that a killed server took it from the time to finish", async () => {
    const one = machine(60_000);
    await one.write("a", { ...emptySlots, active: credentialOf("t") });
    const lost = one.hold("a+mint b", async (confirm) => {
      await server.stop("kill");
      await server.start();
      const startedMs = Date.now();
      await machine(60_000).hold("a+mint b", async () => undefined);
      expect(Date.now() - startedMs).toBeGreaterThan(5_000);
      await confirm();
    });
    expect((await refusalOf(lost)).slice(0, 2)).toEqual(["lock_timeout", 11]);
  });

  it("keeps others of the same name out, and lets other names in", async () => {
    const seen: string[] = [];
    await machine().hold("a", async () => {
      const other = machine().hold("a", async () => void seen.push("a"));
      const refused = refusalOf(other);
      await machine().hold("a+mint b", async () => void seen.push("b"));
      expect(await refused).toEqual([
        "lock_timeout",
        11,
        "Waited too long for another machine to finish with this login.",
      ]);
    });
    expect(seen).toEqual(["b"]);
  }, 60_000);
});
