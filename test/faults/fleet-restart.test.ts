import { describe, expect } from "vitest";
import { startChild } from "../support/child.ts";
import { postgresMissing } from "../support/postgres.ts";
import { fault } from "./support/fault.ts";
import { type Fleet, fleetWith } from "./support/fleet.ts";
import { until } from "./support/until.ts";
import type { Place } from "./support/world.ts";

const needs = { missing: postgresMissing(), timeoutMs: 300_000 };
const whoami = ["whoami", "-p", "amity", "--timeout", "2m"];
const print = ["token", "print", "-p", "amity"];

/** Where the database stands still, until it is started anew. */
const points = [
  ["the lock is taken, nothing is asked for yet", "NEW.kind = 'credential' AND OLD.version = NEW.version"],
  ["the new secrets are being written", "NEW.kind = 'credential' AND OLD.version <> NEW.version"],
  ["the new secrets are written, the record is not", "NEW.kind = 'profile'"],
] as const;

function standStill({ server }: Fleet, when: string): void {
  const start = server.sql("SELECT pg_postmaster_start_time()");
  server.sql(`DROP FUNCTION IF EXISTS stand_still CASCADE;
    CREATE FUNCTION stand_still() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$;
    CREATE TRIGGER stand_still BEFORE UPDATE ON fob.entry FOR EACH ROW
      WHEN (${when} AND pg_postmaster_start_time() = '${start}') EXECUTE FUNCTION stand_still()`);
}

const isStandingStill = ({ server }: Fleet) =>
  server.sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") === "1";

/** The token that both machines have, which is a whole one and lives. */
async function sharedToken({ machines }: Fleet): Promise<string> {
  const [one, other] = machines as readonly [Place, Place];
  expect(await one.fob(whoami)).toMatchObject({ status: 0 });
  const { status, stdout } = await one.fob(print);
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^made-up-access-token-[0-9a-f]{32}\n$/)]);
  expect(await other.fob(print)).toMatchObject({ status: 0, stdout });
  return stdout;
}

describe("the database is killed with kill -9 in the middle of a renewal, and started again", () => {
  fault(
    "where the lock is taken, where the secrets are written, and where the record is",
    "the machine connects again and ends what it began: one renewal each, exit 0",
    async () => {
      const fleet = await fleetWith({ count: 2, ageMs: 0 });
      const { server, world } = fleet;
      const [one] = fleet.machines as readonly [Place];
      let former = await sharedToken(fleet);
      for (const [index, [, when]] of points.entries()) {
        world.sandbox.expireTokens("amity");
        standStill(fleet, when);
        const child = startChild(one.command(whoami), one.env);
        await until("the database stands still", () => isStandingStill(fleet));
        await server.stop("kill -9");
        await server.start();
        expect(await child.ended).toMatchObject({ code: 0 });
        const token = await sharedToken(fleet);
        expect(token).not.toBe(former);
        former = token;
        expect(world.sandbox.counts.amityRegistrations).toBe(index + 2);
      }
      return points.length;
    },
    needs,
  );

  fault(
    "and the machine with it, at each of these",
    "the next machine finds the old or the new secrets whole, and goes on with them",
    async () => {
      const fleet = await fleetWith({ count: 2, ageMs: 0 });
      const { server, world } = fleet;
      const [one, other] = fleet.machines as readonly [Place, Place];
      for (const [index, [, when]] of points.entries()) {
        const { stdout: old } = await other.fob(print);
        world.sandbox.expireTokens("amity");
        standStill(fleet, when);
        const child = startChild(one.command(whoami), one.env);
        await until("the database stands still", () => isStandingStill(fleet));
        child.process.kill("SIGKILL");
        await server.stop("kill -9");
        await server.start();
        const found = await other.fob(print);
        expect([found.status, found.stdout === old]).toEqual([0, index < 2]);
        await sharedToken(fleet);
      }
      return points.length;
    },
    needs,
  );
});
