import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { crowd, times } from "./support/crowd.ts";
import { fault } from "./support/fault.ts";
import { until } from "./support/until.ts";
import { createWorld, type World } from "./support/world.ts";

const replace = ["token", "machine", "-p", "productive", "--name", "ci", "--replace"];

interface Rotation {
  readonly world: World;
  readonly args: readonly string[];
  /** The token that whoever uses it would read now. */
  current(): Promise<string>;
}

const places = {
  "a file": (world: World): Rotation => {
    const path = join(world.home, "token");
    return {
      world,
      args: [...replace, "--to", `file:${path}`],
      current: async () => readFileSync(path, "utf8").trim(),
    };
  },
  "a profile": (world: World): Rotation => ({
    world,
    args: [...replace, "--save-as", "bot"],
    current: async () => (await world.fob(["token", "print", "-p", "bot"])).stdout.trim(),
  }),
} as const;

async function works({ world }: Rotation, token: string): Promise<boolean> {
  const env = { FOB_TOKEN: token, FOB_PROVIDER: "productive", FOB_BASE_URL: world.sandbox.url("productive") };
  return (await world.fob(["whoami"], { env })).status === 0;
}

async function named({ world }: Rotation): Promise<readonly string[]> {
  const { stdout } = await world.fob(["token", "machine", "list", "-p", "productive", "--json"]);
  const rows: readonly { id: string; name: string }[] = JSON.parse(stdout).data;
  return rows.filter(({ name }) => name === "ci").map(({ id }) => id);
}

/** Starts the rotation and kills it when its request has arrived and is not answered. */
async function killedAt({ world, args }: Rotation, method: string, path: RegExp): Promise<void> {
  const match = { method, path };
  const hang = world.sandbox.fail("productive", { match, how: "hang" });
  const [file = "", ...rest] = world.command(args);
  const child = spawn(file, rest, { env: { ...world.env }, stdio: "ignore" });
  await until(`the request ${method} ${path} arrives`, () => hang.used() > 0);
  child.kill("SIGKILL");
  await once(child, "close");
  world.sandbox.heal();
}

const steps: readonly (readonly [string, string, RegExp])[] = [
  ["the list is asked for", "GET", /^\/sessions\?/],
  ["the token is asked for", "POST", /^\/sessions\/machine/],
  ["the new token is proven", "GET", /^\/users\//],
  ["the first of the former is revoked", "DELETE", /^\/sessions\//],
];

describe("a rotation that is killed", () => {
  for (const [place, rotationIn] of Object.entries(places)) {
    for (const [step, method, path] of steps) {
      fault(
        `kill -9 of --replace into ${place} while ${step}`,
        "a token that works is in its place; run again, it is the only one of its name",
        async () => {
          const world = await createWorld();
          await world.login("productive");
          const rotation = rotationIn(world);
          expect(await world.fob(rotation.args)).toMatchObject({ status: 0 });
          // A second of the same name.
          await world.fob(["token", "machine", "-p", "productive", "--name", "ci"]);
          const first = await rotation.current();
          await killedAt(rotation, method, path);
          expect(await works(rotation, await rotation.current())).toBe(true);
          const again = await world.fob(rotation.args);
          expect([again.status, await works(rotation, first)]).toEqual([0, false]);
          const second = await rotation.current();
          expect([second === first, await works(rotation, second), (await named(rotation)).length]).toEqual([
            false,
            true,
            1,
          ]);
        },
      );
    }
  }

  fault(
    "kill -9 of --replace between its two revocations",
    "a token that works is in its place; run again, it is the only one of its name",
    async () => {
      const world = await createWorld();
      await world.login("productive");
      const rotation = places["a file"](world);
      for (const _ of times(2, String)) await world.fob(["token", "machine", "--name", "ci"]);
      const [, last = ""] = await named(rotation);
      await killedAt(rotation, "DELETE", new RegExp(`^/sessions/${last}$`));
      expect([await works(rotation, await rotation.current()), (await named(rotation)).length]).toEqual([
        true,
        2,
      ]);
      expect(await world.fob(rotation.args)).toMatchObject({ status: 0 });
      expect([await works(rotation, await rotation.current()), (await named(rotation)).length]).toEqual([
        true,
        1,
      ]);
    },
  );
});

describe("minting by name at once", () => {
  fault("20 processes mint the same name with --if-absent", "one mints, all are 0", async () => {
    const world = await createWorld();
    await world.login("productive");
    const args = ["token", "machine", "--name", "ci", "--if-absent", "--json"];
    const ends = await crowd(
      world,
      times(20, () => ({ args })),
    );
    const minted = ends.map(({ stdout }) => JSON.parse(stdout)).filter(({ meta }) => meta.minted);
    expect(ends.map(({ status }) => status)).toEqual(ends.map(() => 0));
    expect([minted.length, ends.filter(({ stdout }) => stdout.includes('"token":null')).length]).toEqual([
      1, 19,
    ]);
    const posts = world.sandbox.requests("productive").filter(({ path }) => path === "/sessions/machine");
    expect(posts.length).toBe(1);
    return 20;
  });

  fault(
    "10 processes replace the same token in the same file",
    "the file holds one that works, and the only one",
    async () => {
      const world = await createWorld();
      await world.login("productive");
      const rotation = places["a file"](world);
      const ends = await crowd(
        world,
        times(10, () => ({ args: rotation.args })),
      );
      expect(ends.map(({ status }) => status)).toEqual(ends.map(() => 0));
      expect([await works(rotation, await rotation.current()), (await named(rotation)).length]).toEqual([
        true,
        1,
      ]);
      return 10;
    },
  );
});

describe("a minted token that its place does not take", () => {
  const full = { timeoutMs: 60_000, missing: existsSync("/dev/full") ? null : "/dev/full" };
  const lost: readonly (readonly [string, string])[] = [
    ["stdout is full", ">/dev/full"],
    ["the reader of its descriptor has gone", "--to fd:3 3> >(exec 3>&-; exit 0)"],
    ["its file has no room", "--to file:token"],
  ];
  for (const [what, where] of lost) {
    fault(
      what,
      "exit 10, and the token is revoked again",
      async () => {
        const world = await createWorld();
        await world.login("productive");
        const before = world.sandbox.sessionIds();
        const command = world.command(["token", "machine", "--name", "ci"]).join(" ");
        // A limit of no blocks at all stands for a disk that is full.
        const limit = where.includes("file:") ? "ulimit -f 0; trap '' XFSZ; " : "";
        const waits = where.includes("fd:3") ? "sleep 0.2; " : "";
        const script = `${limit}${waits}${command} ${where}`;
        const child = spawn("bash", ["-c", script], {
          cwd: world.home,
          env: { ...world.env },
          stdio: ["ignore", "pipe", "pipe"],
        });
        let err = "";
        child.stderr.on("data", (data) => {
          err += data;
        });
        const [status] = await once(child, "close");
        expect([status, err]).toEqual([10, expect.stringMatching(/revoked again; nothing is left of it/)]);
        expect(world.sandbox.sessionIds()).toEqual(before);
      },
      full,
    );
  }
});
