import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect } from "vitest";
import { bytesOf, postgresMissing } from "../support/postgres.ts";
import { crowd, times } from "./support/crowd.ts";
import { fault } from "./support/fault.ts";
import { expiredFleet, type Fleet } from "./support/fleet.ts";
import { until } from "./support/until.ts";

const needs = { missing: postgresMissing(), timeoutMs: 540_000 };
const stderr = "Token of amity (chosen by: flag)\n";

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

/** In the server's data, its write-ahead log, and its log of every statement. */
function expectNoSecret({ server, world, machines }: Fleet, token: string): void {
  const { apiKey } = world.sandbox.accounts.amity.open;
  const bytes = bytesOf(server);
  expect(bytes).toContain("UPDATE fob.entry SET version");
  for (const secret of [token, apiKey, machines[0]?.env.FOB_STORE_KEY ?? ""])
    expect([secret.length > 8, bytes.includes(secret)]).toEqual([true, false]);
}

describe("a token that machines share has expired", () => {
  fault(
    "four machines with fifty processes each want it at once, at a server for forty connections",
    "one of them renews for all, exit 0; the server's files and log hold no secret",
    async () => {
      const fleet = await expiredFleet(4);
      const token = expectOneRenewal(fleet, await allPrint(fleet, 50));
      expectNoSecret(fleet, token);
      return 200;
    },
    needs,
  );

  fault(
    "the database is killed while one renews, and started again",
    "the others let that one finish: all print its token, exit 0; no file of the server holds a secret",
    async () => {
      const fleet = await expiredFleet(4, 1500);
      const ends = allPrint(fleet, 5);
      // The request is under way, its answer not yet stored.
      const renewals = () => fleet.world.sandbox.requests("amity").length;
      const before = renewals();
      await until("one renews", () => renewals() > before);
      await fleet.server.stop("kill");
      await sleep(2000);
      await fleet.server.start();
      const token = expectOneRenewal(fleet, await ends);
      expect(await fleet.world.fob(["whoami", "-p", "amity"])).toMatchObject({ status: 0 });
      expectNoSecret(fleet, token);
      return 20;
    },
    needs,
  );
});
