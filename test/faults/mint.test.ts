import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { runChild } from "../support/child.ts";
import { noStrace } from "../support/strace.ts";
import { fault } from "./support/fault.ts";
import { forwardTo } from "./support/forward.ts";
import { createWorld, type World } from "./support/world.ts";

type How = Parameters<World["sandbox"]["fail"]>[1]["how"];

const mint = ["token", "machine", "--name", "ci-deploy", "--json"];

async function loggedIn(): Promise<World> {
  const world = await createWorld();
  await world.login("productive");
  return world;
}

function madeSince(world: World, before: readonly string[]): readonly string[] {
  return world.sandbox.sessionIds().filter((id) => !before.includes(id));
}

function mints(world: World): number {
  return world.sandbox.requests("productive").filter(({ path }) => path === "/sessions/machine").length;
}

const lost: readonly [string, How][] = [
  ["the server makes the token and resets", "commit-then-reset"],
  ["the server makes the token and answers 500", { status: 500, commit: true }],
  ["the server makes the token and answers 504", { status: 504, commit: true }],
];

describe("at most one mint", () => {
  for (const [what, how] of lost) {
    fault(what, "sent once; the text names what was made, exit 12", async () => {
      const world = await loggedIn();
      const before = world.sandbox.sessionIds();
      world.sandbox.fail("productive", { match: { method: "POST", path: /machine/ }, times: 9, how });
      const { status, stdout, stderr } = await world.fob(mint);
      const [id, ...more] = madeSince(world, before);
      expect([status, stdout, more, mints(world)]).toEqual([12, "", [], 1]);
      expect(JSON.parse(stderr).error).toMatchObject({ code: "outcome_unknown", exit: 12 });
      expect(stderr).toContain(`fob sessions revoke ${id}`);
      expect(await world.fob(["sessions", "revoke", id ?? ""])).toMatchObject({ status: 0 });
      expect(madeSince(world, before)).toEqual([]);
    });
  }

  const unmade: readonly [string, How][] = [
    ["the server resets and makes none", "reset"],
    ["the server answers 503 and makes none", { status: 503 }],
  ];
  for (const [what, how] of unmade) {
    fault(what, "sent once; the text says that none is listed, exit 12", async () => {
      const world = await loggedIn();
      const before = world.sandbox.sessionIds();
      world.sandbox.fail("productive", { match: { method: "POST", path: /machine/ }, times: 9, how });
      const { status, stdout, stderr } = await world.fob(mint);
      expect([status, stdout, madeSince(world, before), mints(world)]).toEqual([12, "", [], 1]);
      expect(JSON.parse(stderr).error.hint).toMatch(/none seems to have been made/);
    });
  }

  fault(
    "the server makes the token and never answers",
    "sent once; ends with its time, the text says how to look, exit 12",
    async () => {
      const world = await createWorld();
      const front = await forwardTo(
        world.sandbox.url("productive"),
        ({ url }) => url?.endsWith("/machine") ?? false,
      );
      const { args, stdin } = world.loginArgs("productive");
      const moved = args.map((arg) => (arg === world.sandbox.url("productive") ? front.origin : arg));
      expect(await world.fob(moved, { stdin })).toMatchObject({ status: 0 });
      const before = world.sandbox.sessionIds();
      const { status, stdout, stderr } = await world.fob([...mint, "--timeout", "2s"]);
      expect([status, stdout, madeSince(world, before).length, mints(world)]).toEqual([12, "", 1, 1]);
      expect(JSON.parse(stderr).error.hint).toMatch(/fob sessions/);
    },
  );

  fault(
    "the connection is refused twice, then made",
    "one token, exit 0",
    async () => {
      const world = await loggedIn();
      const before = world.sandbox.sessionIds();
      const refuse = ["-e", "trace=connect", "-e", "inject=connect:error=ECONNREFUSED:when=1..2"];
      const trace = join(world.home, "trace");
      const strace = ["strace", "-f", "-qq", "-o", trace, ...refuse];
      const { code, out } = await runChild([...strace, ...world.command(mint)], { ...world.env });
      const [id, ...more] = madeSince(world, before);
      expect(readFileSync(trace, "utf8").match(/ECONNREFUSED.*INJECTED/g)?.length).toBe(2);
      expect([code, JSON.parse(out).data.id, more, mints(world)]).toEqual([0, id, [], 1]);
    },
    { missing: noStrace },
  );

  fault("429 twice, then the token", "one token, exit 0", async () => {
    const world = await loggedIn();
    const before = world.sandbox.sessionIds();
    const how: How = { status: 429, headers: { "retry-after": "0" } };
    world.sandbox.fail("productive", { match: { method: "POST" }, times: 2, how });
    const { status, stdout } = await world.fob(mint);
    const [id, ...more] = madeSince(world, before);
    expect([status, JSON.parse(stdout).data.id, more, mints(world)]).toEqual([0, id, [], 3]);
  });
});

describe("at most one login", () => {
  for (const provider of ["productive", "babel", "pixwel"] as const) {
    for (const how of ["commit-then-reset", "reset"] as const) {
      fault(
        `${provider}: a login meets a ${how.replaceAll("-", " ")}`,
        "sent once, nothing stored, exit 12",
        async () => {
          const world = await createWorld();
          world.sandbox.fail(provider, { times: 9, how });
          const { args, stdin } = world.loginArgs(provider);
          const { status, stdout } = await world.fob([...args, "--json"], { stdin });
          expect([status, stdout, world.sandbox.requests().length]).toEqual([12, "", 1]);
          expect(Object.keys(world.files())).toEqual([]);
        },
      );
    }
  }
});
