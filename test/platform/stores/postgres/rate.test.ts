import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Pace } from "../../../../src/core/rate-limit.ts";
import type { Postgres } from "../../../../src/platform/stores/postgres/index.ts";
import { describeNeeds } from "../../../support/needs.ts";
import { type PostgresServer, postgresMissing, startPostgres } from "../../../support/postgres.ts";
import { initialised, openShared } from "../../../support/postgres-world.ts";

/** Ten at once, then one a second. */
const pace: Pace = {
  short: { burst: 10, everyMs: 1000 },
  long: { burst: 1000, everyMs: 1 },
  lifeMs: 3000,
};
const origin = "https://api.example.com";

describeNeeds(postgresMissing(), "requests leased from one database", () => {
  let server: PostgresServer;
  const machines: Postgres[] = [];
  beforeAll(async () => {
    server = await initialised(await startPostgres());
    for (let n = 0; n < 4; n++) machines.push(openShared(server, randomBytes(32).toString("hex")));
  }, 60_000);
  afterAll(async () => {
    for (const machine of machines) machine.close();
    await server.dispose();
  });
  beforeEach(() => void server.sql("TRUNCATE fob.rate_budget"));
  const lease = (machine: number, count: number, mostMs = 60_000, of = pace, at = origin) =>
    machines[machine]?.lease(at, of, count, mostMs) ?? Promise.reject(new Error("no such machine"));
  const about = (ms: number) => ({
    asymmetricMatch: (found: unknown) => typeof found === "number" && found <= ms && found > ms - 900,
    toString: () => `about ${ms}`,
  });

  it("a burst goes at once, whoever asks; what is more waits its turn", async () => {
    expect(await lease(0, 6)).toEqual({ granted: true, waitMs: 0 });
    expect(await lease(1, 4)).toEqual({ granted: true, waitMs: 0 });
    expect(await lease(2, 1)).toEqual({ granted: true, waitMs: about(1000) });
    expect(await lease(3, 2)).toEqual({ granted: true, waitMs: about(3000) });
  });

  it("takes nothing where the wait is too long, and tells how long it is", async () => {
    await lease(0, 10);
    for (let tries = 0; tries < 3; tries++)
      expect(await lease(1, 5, 1000)).toEqual({ granted: false, waitMs: about(5000) });
    expect(await lease(1, 1, 1000)).toEqual({ granted: true, waitMs: about(1000) });
  });

  it("both limits count, each origin for itself, and no name of it is stored", async () => {
    const long = { ...pace, short: pace.long, long: pace.short };
    expect(await lease(0, 10, 60_000, long)).toEqual({ granted: true, waitMs: 0 });
    expect(await lease(1, 1, 60_000, long)).toEqual({ granted: true, waitMs: about(1000) });
    expect(await lease(0, 10, 60_000, pace, "https://other.example.com")).toEqual({
      granted: true,
      waitMs: 0,
    });
    expect(server.sql("SELECT origin FROM fob.rate_budget")).toMatch(/^[0-9a-f]{32}\n[0-9a-f]{32}$/);
  });

  it("grants no more than there is to machines that ask at once", async () => {
    const asked = Array.from({ length: 40 }, (_, n) => lease(n % 4, 1, 0));
    const granted = (await Promise.all(asked)).filter((one) => one.granted).length;
    // What comes due while they ask.
    expect([10, 11, 12, 13]).toContain(granted);
    await sleep(1100);
    expect(await lease(0, 1, 0)).toEqual({ granted: true, waitMs: 0 });
  });

  it("a server's clock that was set back holds nobody up for ever", async () => {
    await lease(0, 1);
    server.sql("UPDATE fob.rate_budget SET short_at = now() + interval '30 days'");
    expect(await lease(1, 1, 0)).toMatchObject({ granted: false });
    expect((await lease(1, 1, 0)).waitMs).toBeLessThanOrEqual(3_600_000);
    expect(await lease(1, 1, 3_600_000)).toMatchObject({ granted: true });
  });
});
