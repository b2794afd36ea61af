import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { timed } from "../../../faults/support/timed.ts";
import { describeNeeds } from "../../../support/needs.ts";
import { type PostgresServer, postgresMissing, startPostgres } from "../../../support/postgres.ts";
import { initialised, openShared } from "../../../support/postgres-world.ts";
import { slotsWith, tokenIn } from "../../../support/slots.ts";

describeNeeds(postgresMissing(), "a server that is killed and started again", () => {
  let server: PostgresServer;
  const key = randomBytes(32).toString("hex");
  beforeAll(async () => {
    server = await initialised(await startPostgres());
  }, 60_000);
  afterAll(() => server.dispose());

  function machine(limitMs = 60_000) {
    const opened = openShared(server, key, { limitMs });
    onTestFinished(() => opened.close());
    return opened.store;
  }

  it("lets the holder of a lock that it cut come back and store what it got, before the others", async () => {
    await machine().write("r", slotsWith("old"));
    const order: string[] = [];
    const one = machine();
    await one
      .hold("r", async () => {
        await one.read("r");
        await server.stop("kill");
        await server.start();
        const other = machine();
        const next = other.hold("r", async () => order.push(`other finds ${await tokenIn(other, "r")}`));
        // Long enough for the other to have taken the lock, had it not waited.
        await sleep(1_500);
        await one.write("r", slotsWith("new"));
        order.push("one has written");
        return { next };
      })
      .then(({ next }) => next);
    expect(order).toEqual(["one has written", "other finds new"]);
  });

  it("is not waited for by who finds that nobody was about to change the login", async () => {
    await machine().write("quiet", slotsWith("old"));
    server.sql("UPDATE fob.entry SET updated_at = now() - interval '6 minutes' WHERE id = 'quiet'");
    await server.stop("kill");
    await server.start();
    const { value, ms } = await timed(() => machine().hold("quiet", async () => "held"));
    expect(value).toBe("held");
    expect(ms).toBeLessThan(4_000);
  });

  it("has others wait for one that does not come back, but in their own time: 11", async () => {
    await machine().write("gone", slotsWith("old"));
    await server.stop("kill");
    await server.start();
    const { value, ms } = await timed(() =>
      machine(1_200)
        .hold("gone", async () => "held")
        .catch((error) => error),
    );
    expect(value).toMatchObject({
      code: "lock_timeout",
      message: "Waited too long for another machine to finish with this login.",
    });
    expect(ms).toBeLessThan(4_000);
  });

  it("and is a replica then: it is read; nobody is let in who could not store what he would ask for", async () => {
    await machine().write("r", slotsWith("old"));
    server.sql("UPDATE fob.entry SET updated_at = now() - interval '6 minutes' WHERE id = 'r'");
    const signal = join(server.folder, "data", "standby.signal");
    // Written by the server, so that it is its own.
    server.sql(`COPY (SELECT) TO '${signal}'`);
    await server.stop("orderly");
    await server.start();
    onTestFinished(async () => {
      await server.stop("kill");
      rmSync(signal);
      await server.start();
    });
    expect(server.sql("SELECT pg_is_in_recovery()")).toBe("t");
    let entered = false;
    const work = machine().hold("r", async () => {
      entered = true;
    });
    await expect(work).rejects.toMatchObject({
      code: "store_unavailable",
      message: `The database fob at 127.0.0.1:${server.port} fails: it can only be read (a replica?).`,
    });
    expect([entered, await tokenIn(machine(), "r")]).toEqual([false, "old"]);
  });
});
