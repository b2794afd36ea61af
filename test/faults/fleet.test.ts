import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect } from "vitest";
import { bytesOf, postgresMissing } from "../support/postgres.ts";
import { crowd, times } from "./support/crowd.ts";
import { fault } from "./support/fault.ts";
import { expiredFleet, type Fleet } from "./support/fleet.ts";

const needs = { missing: postgresMissing(), timeoutMs: 540_000 };
/** The machine's audit log may be busy in such a crowd, and says so. */
const stderr = expect.stringMatching(
  /^(warning: This is missing from the audit log\..*\n)*Token of amity \(chosen by: flag\)\n(warning: This is missing from the audit log\..*\n)*$/,
);

/** Every machine asks so often, all at once. */
async function allPrint({ machines }: Fleet, each: number) {
  const calls = times(each, () => ({ args: ["token", "print", "-p", "amity"] }));
  return (await Promise.all(machines.map((machine) => crowd(machine, calls)))).flat();
}

function expectOneRenewal({ world }: Fleet, ends: Awaited<ReturnType<typeof allPrint>>): string {
  const [first] = ends;
  expect(first?.stdout).toMatch(/^made-up-access-token-[0-9a-f]{32}\n$/);
  expect(ends).toEqual(ends.map(() => ({ status: 0, stdout: first?.stdout, stderr })));
  expect(world.sandbox.counts.amityRegistrations).toBe(2);
  return first?.stdout.trim() ?? "";
}

describe("a token that machines share has expired", () => {
  fault(
    "four machines with fifty processes each want it at once, at a server for forty connections",
    "one of them renews for all, exit 0; the server's files and log hold no secret",
    async () => {
      const fleet = await expiredFleet(4);
      const token = expectOneRenewal(fleet, await allPrint(fleet, 50));
      const { apiKey } = fleet.world.sandbox.accounts.amity.open;
      const bytes = bytesOf(fleet.server);
      expect(bytes).toContain("fob.entry");
      for (const secret of [token, apiKey, fleet.machines[0]?.env.FOB_STORE_KEY ?? ""])
        expect(bytes.includes(secret)).toBe(false);
      return 200;
    },
    needs,
  );

  fault(
    "the database is killed while one renews, and started again",
    "all print the token that lives, exit 0",
    async () => {
      const fleet = await expiredFleet(4, 1500);
      const ends = allPrint(fleet, 5);
      const { counts } = fleet.world.sandbox;
      // The request is under way, its answer not yet stored.
      while (
        fleet.server.sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted") === "0"
      )
        await sleep(20);
      await fleet.server.stop("kill");
      await sleep(2000);
      await fleet.server.start();
      const [first, ...others] = await ends;
      expect(first).toMatchObject({ status: 0, stderr });
      expect(others).toEqual(others.map(() => ({ ...first, stderr })));
      // Whoever gets the lock first after the start may find the old token still, and renews once more.
      expect([2, 3]).toContain(counts.amityRegistrations);
      expect(await fleet.world.fob(["whoami", "-p", "amity"])).toMatchObject({ status: 0 });
      return 20;
    },
    needs,
  );
});
