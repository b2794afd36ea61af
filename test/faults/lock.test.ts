import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { type Child, startChild } from "../support/child.ts";
import { expiredAmity } from "./support/expired.ts";
import { fault } from "./support/fault.ts";
import { timed } from "./support/timed.ts";
import { until } from "./support/until.ts";
import { createWorld, type World } from "./support/world.ts";

const logout = ["logout", "productive", "--json"];

/** A logout that holds the profile's lock while the server keeps it waiting. */
async function holder(world: World, limit = "60s"): Promise<Child> {
  world.sandbox.fail("productive", { match: { method: "DELETE" }, times: 99, how: "hang" });
  const child = startChild(world.command([...logout, "--timeout", limit]), world.env);
  await until("the logout holds the lock and has asked the server", () =>
    world.sandbox.requests("productive").some(({ method }) => method === "DELETE"),
  );
  expect(heldBy(world)).toBe(child.pid);
  return child;
}

function lockFile(world: World): string {
  return join(world.config, "locks", "productive.lock");
}

function heldBy(world: World): number {
  return JSON.parse(readFileSync(lockFile(world), "utf8")).pid;
}

describe("whoever holds a profile's lock", () => {
  fault("the holder of a lock is killed", "the next process goes on within 1 s", async () => {
    const world = await createWorld();
    await world.login("productive");
    const child = await holder(world);
    child.process.kill("SIGKILL");
    await child.ended;
    expect(heldBy(world)).toBe(child.pid);
    world.sandbox.heal();
    const plain = await timed(() => world.fob(["whoami", "--json"]));
    const healed = await timed(() => world.fob(logout));
    expect(healed.value).toMatchObject({ status: 0 });
    expect(healed.ms).toBeLessThan(1000 + 2 * plain.ms);
    expect(existsSync(lockFile(world))).toBe(false);
  });

  fault(
    "the holder of a lock is stopped",
    "it is not robbed; whoever waits ends in time, exit 11",
    async () => {
      const world = await createWorld();
      await world.login("productive");
      const child = await holder(world, "3s");
      try {
        process.kill(child.pid, "SIGSTOP");
        const before = readFileSync(lockFile(world), "utf8");
        const { value, ms } = await timed(() => world.fob([...logout, "--timeout", "1s"]));
        expect(value.status).toBe(11);
        expect(JSON.parse(value.stdout).data[0].error.message).toContain(`(process ${child.pid})`);
        expect(ms).toBeLessThan(10_000);
        expect(readFileSync(lockFile(world), "utf8")).toBe(before);
      } finally {
        process.kill(child.pid, "SIGCONT");
      }
      const { code, out } = await child.ended;
      expect([code, JSON.parse(out).data[0].local]).toEqual([3, "pending_revoke"]);
      world.sandbox.heal();
      expect(await world.fob(logout)).toMatchObject({ status: 0 });
      expect(Object.keys(world.files()).filter((name) => /secrets|locks/.test(name))).toEqual([]);
    },
  );
});

describe("logout and renewal", () => {
  const print = ["token", "print", "-p", "amity"];
  const locked = (world: World) => existsSync(join(world.config, "locks", "amity.lock"));

  fault("a logout comes while a renewal is under way", "the renewal does not undo it", async () => {
    const world = await expiredAmity(1500);
    const renewal = startChild(world.command(print), world.env);
    await until("the renewal holds the lock", () => locked(world));
    const { status } = await world.fob(["logout", "amity"]);
    const { code } = await renewal.ended;
    expect([status, code]).toEqual([0, 0]);
    await expectLoggedOut(world);
    expect(world.sandbox.counts.amityRegistrations).toBe(2);
  });

  fault("a renewal comes while a logout is under way", "it renews nothing, exit 4", async () => {
    const world = await expiredAmity(1500);
    const leaving = startChild(world.command(["logout", "amity"]), world.env);
    await until("the logout holds the lock", () => locked(world));
    const { status, stdout } = await world.fob(print);
    const { code } = await leaving.ended;
    expect([code, status, stdout]).toEqual([0, 4, ""]);
    await expectLoggedOut(world);
    expect(world.sandbox.counts.amityRegistrations).toBe(1);
  });

  async function expectLoggedOut(world: World): Promise<void> {
    expect(await world.fob(["whoami", "-p", "amity", "--offline"])).toMatchObject({ status: 4 });
    expect(Object.keys(world.files())).toEqual(["profiles/amity.json"]);
  }
});
