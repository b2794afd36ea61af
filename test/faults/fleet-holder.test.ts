import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { type Child, startChild } from "../support/child.ts";
import { postgresMissing } from "../support/postgres.ts";
import { fault } from "./support/fault.ts";
import { expiredFleet, type Fleet, fleetWith } from "./support/fleet.ts";
import { timed } from "./support/timed.ts";
import { until } from "./support/until.ts";
import type { Place } from "./support/world.ts";

const needs = { missing: postgresMissing(), timeoutMs: 240_000 };
const print = ["token", "print", "-p", "amity"];
const day = 86_400_000;

/** A machine that has asked for a new token and holds the lock of the login. */
async function holder({ world, machines }: Fleet): Promise<Child> {
  const before = world.sandbox.requests("amity").length;
  const child = startChild((machines[0] as Place).command(print), machines[0]?.env);
  await until("one machine renews", () => world.sandbox.requests("amity").length > before);
  return child;
}

function waiting(fleet: Fleet): boolean {
  return (
    fleet.server.sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") !== "0"
  );
}

describe("the machine that renews for all", () => {
  fault(
    "is killed with kill -9 while another one waits",
    "its connection gives the lock back: the other one goes on within 1 s, and renews",
    async () => {
      const fleet = await expiredFleet(2);
      const { world, machines } = fleet;
      world.sandbox.fail("amity", { match: { method: "POST" }, times: 1, how: "hang" });
      const first = await holder(fleet);
      const second = startChild((machines[1] as Place).command(print), machines[1]?.env);
      await until("the other one waits", () => waiting(fleet));
      const { value, ms } = await timed(async () => {
        first.process.kill("SIGKILL");
        return second.ended;
      });
      const plain = await timed(() => (machines[1] as Place).fob(print));
      expect(value).toMatchObject({ code: 0, out: expect.stringMatching(/^made-up-access-token-/) });
      expect(ms).toBeLessThan(1_000 + 2 * plain.ms);
      expect(plain.value).toMatchObject({ status: 0, stdout: value.out });
    },
    needs,
  );

  fault(
    "is stopped (SIGSTOP)",
    "it is not robbed: who waits ends in its time, exit 11; it goes on where it stood",
    async () => {
      const fleet = await expiredFleet(2, 1_500);
      const { world, machines } = fleet;
      const first = await holder(fleet);
      process.kill(first.pid, "SIGSTOP");
      try {
        const { value, ms } = await timed(() => (machines[1] as Place).fob([...print, "--timeout", "2s"]));
        expect(value).toEqual({
          status: 11,
          stdout: "",
          stderr: expect.stringContaining("Waited too long for another machine to finish with this login."),
        });
        expect(ms).toBeLessThan(10_000);
      } finally {
        process.kill(first.pid, "SIGCONT");
      }
      const { code, out } = await first.ended;
      expect([code, world.sandbox.counts.amityRegistrations]).toEqual([0, 2]);
      expect(await (machines[1] as Place).fob(print)).toMatchObject({ status: 0, stdout: out });
    },
    needs,
  );
});

describe("a machine whose clock is an hour off, while a token of 30 days", () => {
  const half = 30 * 60_000;
  const rows = [
    ["ahead", "still lives for half an hour", half, 3_600_000, 1, "ahead of"],
    ["behind", "has ended half an hour ago", -half, -3_600_000, 2, "behind"],
  ] as const;
  for (const [which, what, leftMs, skewMs, registrations, side] of rows) {
    fault(
      `its clock is ${which}, and the token ${what}`,
      registrations === 1 ? "it is used as it is, and the clock named" : "it is renewed, and the clock named",
      async () => {
        const { world, machines } = await fleetWith({ count: 2, ageMs: 30 * day - leftMs });
        const [right, wrong] = machines as readonly [Place, Place];
        const skew = join(wrong.home, "skew.cjs");
        writeFileSync(skew, skewedBy(skewMs));
        const skewed = await wrong.fob(print, { env: { NODE_OPTIONS: `--require=${skew}` } });
        expect(skewed).toMatchObject({ status: 0, stdout: expect.stringMatching(/^made-up-access-token-/) });
        expect(skewed.stderr).toMatch(
          new RegExp(`clock is 3(59\\d|60\\d) s ${side} the shared database's.*timedatectl set-ntp true`),
        );
        expect(world.sandbox.counts.amityRegistrations).toBe(registrations);
        const plain = await right.fob(print);
        expect(plain).toEqual({
          status: 0,
          stdout: skewed.stdout,
          stderr: "Token of amity (chosen by: flag)\n",
        });
        expect(await wrong.fob(["whoami", "-p", "amity"])).toMatchObject({ status: 0 });
        expect(world.sandbox.counts.amityRegistrations).toBe(registrations);
      },
      needs,
    );
  }
});

/** What a process with a wrong clock sees; its timers run as ever. */
function skewedBy(ms: number): string {
  return `const { now } = Date;
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...given) { super(...(given.length === 0 ? [now() + ${ms}] : given)); }
  static now() { return now() + ${ms}; }
};
`;
}
