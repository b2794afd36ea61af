import { describe, expect } from "vitest";
import { startChild } from "../support/child.ts";
import { crowd, times } from "./support/crowd.ts";
import { fault } from "./support/fault.ts";
import { until } from "./support/until.ts";
import { createWorld, type World } from "./support/world.ts";

interface Row {
  readonly id: string;
  readonly result: string;
  readonly error: { readonly code: string; readonly exit: number } | null;
}

const revoke = ["sessions", "revoke", "-", "--json"];

/** A login, and so many sessions that it may end. */
async function worldOf(count: number, latencyMs = 0): Promise<World & { readonly ids: readonly string[] }> {
  const world = await createWorld({ latencyMs });
  await world.login("productive");
  const before = new Set(world.sandbox.sessionIds());
  world.sandbox.addSessions(count);
  return { ...world, ids: world.sandbox.sessionIds().filter((id) => !before.has(id)) };
}

function rowsOf(stdout: string): readonly Row[] {
  return JSON.parse(stdout).data;
}

/** Each id in one row, in the order in which they were given. */
function expectEachOnce(rows: readonly Row[], ids: readonly string[]): void {
  expect(rows.map(({ id }) => id)).toEqual(ids);
}

function left(world: World, ids: readonly string[]): readonly string[] {
  const alive = new Set(world.sandbox.sessionIds());
  return ids.filter((id) => alive.has(id));
}

function tally(rows: readonly Row[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { result } of rows) counts[result] = (counts[result] ?? 0) + 1;
  return counts;
}

type How = Parameters<World["sandbox"]["fail"]>[1]["how"];

/** The fates of a thousand ids, dealt out evenly: 10 % gone already, 5 % limited, 5 % errors, 5 % resets, one forbidden. */
function dealFaults(world: World, ids: readonly string[]): readonly string[] {
  const fail = (id: string | undefined, how: How, often = 1) =>
    world.sandbox.fail("productive", {
      match: { method: "DELETE", path: new RegExp(`^/sessions/${id}$`) },
      times: often,
      how,
    });
  for (let n = 0; n < 50; n++) {
    fail(ids[n * 18 + 1], { status: 429, headers: { "retry-after": n % 5 === 0 ? "1" : "0" } });
    fail(ids[n * 18 + 2], { status: [500, 502, 503, 504][n % 4] ?? 500 });
    fail(ids[n * 18 + 3], n % 2 === 0 ? "reset" : "commit-then-reset");
  }
  fail(ids[899], { status: 403 }, Number.POSITIVE_INFINITY);
  const gone = times(100, (n) => String(900_000 + n));
  return ids.flatMap((id, n) => [id, ...(n % 9 === 0 ? [gone[n / 9] ?? ""] : [])]);
}

describe("a bulk revocation", () => {
  fault(
    "of 1,000 ids 10 % are gone, 5 % meet 429, 5 % 5xx, 5 % resets, one 403 for ever",
    "each is reported once, all but the one are ended, exit 3",
    async () => {
      const world = await worldOf(900);
      const ids = dealFaults(world, world.ids);
      expect(ids.length).toBe(1000);
      const { status, stdout } = await world.fob(revoke, { stdin: ids.join("\n") });
      const rows = rowsOf(stdout);
      expectEachOnce(rows, ids);
      // An effect whose answer was lost is found done at the second try.
      expect(tally(rows)).toEqual({ revoked: 874, already_gone: 125, failed: 1 });
      expect(rows.filter(({ error }) => error !== null)).toMatchObject([
        { id: world.ids[899], result: "failed", error: { code: "forbidden", exit: 5 } },
      ]);
      expect(left(world, world.ids)).toEqual([world.ids[899]]);
      expect(status).toBe(3);
      return 1000;
    },
  );

  fault("it is killed amid the same", "the same command again ends the rest, exit 3", async () => {
    const world = await worldOf(900, 2);
    const ids = dealFaults(world, world.ids);
    const child = startChild(world.command(revoke), world.env);
    child.process.stdin.end(ids.join("\n"));
    await until("half are gone", () => left(world, world.ids).length < 450);
    child.process.kill("SIGKILL");
    const { signal, out } = await child.ended;
    expect([signal, out]).toEqual(["SIGKILL", ""]);
    expect(left(world, world.ids).length).toBeGreaterThan(1);
    const { status, stdout } = await world.fob(revoke, { stdin: ids.join("\n") });
    const rows = rowsOf(stdout);
    expectEachOnce(rows, ids);
    expect(tally(rows)).toMatchObject({ failed: 1 });
    expect(left(world, world.ids)).toEqual([world.ids[899]]);
    expect(status).toBe(3);
    return 1000;
  });

  fault("two run over the same ids at once", "none fails because the other was first, exit 0", async () => {
    const world = await worldOf(400, 2);
    const call = { args: revoke, stdin: world.ids.join("\n") };
    const ends = await crowd(world, [call, call]);
    const [one = [], other = []] = ends.map(({ stdout }) => rowsOf(stdout));
    for (const rows of [one, other]) expectEachOnce(rows, world.ids);
    const both = tally([...one, ...other]);
    expect(both).toEqual({ revoked: 400, already_gone: 400 });
    expect([ends.map(({ status }) => status), left(world, world.ids)]).toEqual([[0, 0], []]);
    return 800;
  });

  fault("429 for ever", "the rest is not attempted and reported as skipped, exit 3", async () => {
    const world = await worldOf(40);
    world.sandbox.fail("productive", {
      match: { method: "DELETE" },
      times: Number.POSITIVE_INFINITY,
      how: { status: 429, headers: { "retry-after": "3600" } },
    });
    const { status, stdout } = await world.fob([...revoke, "--concurrency", "2"], {
      stdin: world.ids.join("\n"),
    });
    const rows = rowsOf(stdout);
    expectEachOnce(rows, world.ids);
    expect(tally(rows)).toEqual({ failed: 2, skipped: 38 });
    expect([status, left(world, world.ids).length]).toEqual([3, 40]);
    return 40;
  });
});

describe("a signal amid a bulk revocation", () => {
  const statuses = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  for (const [name, expected] of Object.entries(statuses)) {
    fault(`${name} amid 600 revocations`, `each id is reported once, exit ${expected}`, async () => {
      const world = await worldOf(600, 5);
      const child = startChild(world.command(revoke), world.env);
      child.process.stdin.end(world.ids.join("\n"));
      await until("some are gone", () => left(world, world.ids).length < 500);
      child.process.kill(name as NodeJS.Signals);
      const { code, out, err } = await child.ended;
      const rows = rowsOf(out);
      expectEachOnce(rows, world.ids);
      const alive = new Set(left(world, world.ids));
      expect(rows.filter(({ id, result }) => result === "revoked" && alive.has(id))).toEqual([]);
      expect(rows.filter(({ id, result }) => result === "skipped" && !alive.has(id))).toEqual([]);
      expect(tally(rows).skipped).toBeGreaterThan(100);
      expect(JSON.parse(err.trimEnd().split("\n").at(-1) ?? "").error.exit).toBe(expected);
      expect(code).toBe(expected);
      return 600;
    });
  }
});
