import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { Secret } from "../../src/core/secret.ts";
import { openFileStore } from "../../src/platform/stores/file/file-store.ts";
import { keyringMissing, startKeyring } from "../support/keyring.ts";
import { crowd, times } from "./support/crowd.ts";
import { expiredAmity } from "./support/expired.ts";
import { fault } from "./support/fault.ts";
import { createWorld, type World } from "./support/world.ts";

const token = /^made-up-access-token-[0-9a-f]{32}\n$/;

describe("a token that has expired", () => {
  fault(
    "200 processes want it at once",
    "one renews, all print the new one, exit 0",
    async () => {
      const world = await expiredAmity();
      const ends = await crowd(
        world,
        times(200, () => ({ args: ["token", "print", "-p", "amity"] })),
      );
      const [first] = ends;
      expect(first?.stdout).toMatch(token);
      const stderr = "Token of amity (chosen by: flag)\n";
      expect(ends).toEqual(ends.map(() => ({ status: 0, stdout: first?.stdout, stderr })));
      expect(world.sandbox.counts.amityRegistrations).toBe(2);
      return 200;
    },
    { timeoutMs: 300_000 },
  );

  fault(
    "20 processes hear from the server that it is dead",
    "one renews, the others read again, exit 0",
    async () => {
      // So slow that all have asked before the first has renewed.
      const world = await createWorld({ latencyMs: 1000 });
      await world.login("amity");
      world.sandbox.expireTokens("amity");
      const ends = await crowd(
        world,
        times(20, () => ({ args: ["whoami", "-p", "amity", "--json"] })),
      );
      expect(ends.map(({ status }) => status)).toEqual(ends.map(() => 0));
      expect(world.sandbox.counts.amityRegistrations).toBe(2);
      return 20;
    },
  );
});

describe("many logins at once", () => {
  fault(
    "100 processes log in to 100 profiles",
    "no login is lost, exit 0",
    async () => {
      const world = await createWorld();
      await logInAll(world, 100);
      await expectAllActive(world, 100);
      for (const name of ["p0", "p99"]) {
        const { status, stdout } = await world.fob(["token", "print", "-p", name]);
        expect([status, stdout]).toEqual([0, `${await tokenOf(world, name)}\n`]);
      }
      return 100;
    },
    { timeoutMs: 300_000 },
  );

  fault(
    "50 processes write to 50 profiles while 50 read them",
    "no half value is read, no write lost, exit 0",
    async () => {
      const world = await createWorld();
      await logInAll(world, 50);
      const before = await tokensOf(world, 50);
      const writers = times(50, (n) => world.loginArgs("amity", `p${n}`));
      const readers = times(50, (n) => ({ args: ["token", "print", "-p", `p${n}`] }));
      const ends = await crowd(world, [...writers, ...readers]);
      expect(ends.map(({ status }) => status)).toEqual(ends.map(() => 0));
      const after = await tokensOf(world, 50);
      ends.slice(50).forEach(({ stdout }, n) => {
        expect([before[n], after[n]]).toContain(stdout.trimEnd());
      });
      expect(after.filter((one, n) => one === before[n])).toEqual([]);
      await expectAllActive(world, 50);
      return 100;
    },
    { timeoutMs: 300_000 },
  );

  fault(
    "12 processes log in to 12 profiles of one keychain",
    "no login is lost, exit 0",
    async () => {
      const keyring = await startKeyring();
      try {
        const world = await createWorld({}, { ...keyring.env, FOB_STORE: "keychain" });
        await logInAll(world, 12);
        await expectAllActive(world, 12);
        expect(keyring.accounts().length).toBe(12);
      } finally {
        await keyring.stop();
      }
      return 12;
    },
    { missing: keyringMissing(), timeoutMs: 300_000 },
  );
});

async function logInAll(world: World, count: number): Promise<void> {
  const ends = await crowd(
    world,
    times(count, (n) => world.loginArgs("amity", `p${n}`)),
  );
  expect(ends.filter(({ status }) => status !== 0)).toEqual([]);
}

/** The server says so of each. */
async function expectAllActive(world: World, count: number): Promise<void> {
  const { status, stdout } = await world.fob(["whoami", "--all", "--json", "--timeout", "5m"]);
  const rows: readonly { profile: string; state: string; verified: boolean }[] = JSON.parse(stdout).data;
  const shown = rows.map(({ profile, state, verified }) => `${profile} ${state} ${verified}`).sort();
  expect(shown).toEqual([...times(count, (n) => `p${n} active true`)].sort());
  expect(status).toBe(0);
}

async function tokensOf(world: World, count: number): Promise<readonly string[]> {
  return Promise.all(times(count, (n) => tokenOf(world, `p${n}`)));
}

/** What is stored, without a process. */
async function tokenOf({ config, env }: World, name: string): Promise<string> {
  const { ref } = JSON.parse(readFileSync(join(config, "profiles", `${name}.json`), "utf8"));
  const found = await openFileStore({ configDir: config, env, keep: (text) => new Secret(text) }).read(ref);
  const { accessToken } = found.kind === "found" ? (found.slots.active?.secrets ?? {}) : {};
  return accessToken?.reveal() ?? "";
}
