import { describe, expect, it } from "vitest";
import { programCommand } from "../support/built-program.ts";
import { startChild } from "../support/child.ts";
import { cleanEnv } from "../support/cli.ts";
import { keys, startInTerminal } from "../support/pty.ts";
import { createWorld, type World } from "./world.ts";

const watching = ["sessions", "watch", "--every", "1s"];
const entered = "\x1b[?1049h";
const left = "\x1b[?25h\x1b[?1049l";

async function loggedIn(test: Parameters<typeof createWorld>[0]): Promise<World> {
  const world = await createWorld(test);
  await world.login("productive");
  return world;
}

async function listed(world: World): Promise<number> {
  const { meta } = await world.json(["sessions", "list"]);
  return (meta as { count: number }).count;
}

function piped(world: World, ...args: readonly string[]) {
  return startChild([...programCommand(), ...watching, ...args], cleanEnv(world.home, world.env));
}

describe("sessions watch at a terminal", () => {
  it.each([
    ["q", 0],
    [keys.ctrlC, 130],
  ])(
    "marks what comes and goes, follows the window, and gives the terminal back: %j",
    async (key, status) => {
      await runAtTerminal(key, status);
    },
    60_000,
  );
});

async function runAtTerminal(key: string, status: number): Promise<void> {
  const ends: (() => Promise<void>)[] = [];
  const world = await loggedIn({ onTestFinished: (end) => void ends.push(end) });
  try {
    const count = await listed(world);
    const user = startInTerminal(watching, { home: world.home, env: world.env, columns: 100 });
    await user.sees(`${count} sessions at `);
    await world.fob(["token", "machine", "--name", "watched"]);
    await user.sees("+ ");
    await user.sees(`${count + 1} sessions at `);
    user.resizes(40);
    await user.sees(`${count + 1} sessions at `);
    await world.fob(["sessions", "revoke", "--kind", "machine", "--name", "watched", "--all", "--yes"]);
    await user.sees("- ");
    await user.sees(`${count} sessions at `);
    user.types(key);
    expect(await user.ended).toBe(status);
    expect(user.raw().split(entered)).toHaveLength(2);
    expect(user.raw().trimEnd().endsWith(left)).toBe(true);
  } finally {
    for (const end of ends) await end();
  }
}

describe.concurrent("sessions watch in a pipe", () => {
  it("tells each change as a line, goes on when a look fails, and ends by signal: 143", async (test) => {
    const world = await loggedIn(test);
    const count = await listed(world);
    const child = piped(world);
    await child.says('"event":"present"');
    await world.fob(["token", "machine", "--name", "watched"]);
    await child.says('"event":"new"');
    world.sandbox.fail("productive", { match: { path: /^\/sessions/ }, how: { status: 422 } });
    await child.says('"event":"failed"');
    await world.fob(["sessions", "revoke", "--kind", "machine", "--name", "watched", "--all", "--yes"]);
    await child.says('"event":"vanished"');
    child.process.kill("SIGTERM");
    const { code, out, err } = await child.ended;
    expect([code, err]).toEqual([143, ""]);
    const events = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.filter(({ event }) => event === "present")).toHaveLength(count);
    expect(events.filter(({ event }) => event !== "failed").slice(count)).toMatchObject([
      { event: "new", session: { name: "watched", kind: "machine" } },
      { event: "vanished", session: { name: "watched" } },
    ]);
  }, 60_000);

  it("ends when nobody reads any more, and with 4 when the login dies", async (test) => {
    const world = await loggedIn(test);
    const [read, dying] = [piped(world), piped(world)];
    await Promise.all([read.says("present"), dying.says("present")]);
    read.process.stdout.destroy();
    await world.fob(["token", "machine", "--name", "watched"]);
    expect((await read.ended).code).toBe(0);
    world.sandbox.expireTokens("productive");
    const { code, err } = await dying.ended;
    expect([code, err.includes("fob login productive")]).toEqual([4, true]);
  }, 60_000);
});
