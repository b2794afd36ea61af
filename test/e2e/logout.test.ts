import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { failure, tellJson, tellPiped } from "./tell.ts";
import { createWorld } from "./world.ts";

const about = { profile: "productive", provider: "productive" };
const notes = ["Logging out productive (chosen by: only)"];
const deletions = { match: { method: "DELETE" }, how: { status: 500 }, times: 100 } as const;

describe.concurrent("logout", () => {
  it("puts a secret aside that the server could not end, and the next logout of any profile ends it", async (test) => {
    const world = await createWorld(test);
    await world.login("productive");
    world.sandbox.fail("productive", deletions);
    await tellJson(world, [
      {
        fob: "logout --timeout 2s",
        status: 3,
        notes,
        data: [
          {
            ...about,
            server: "failed",
            local: "pending_revoke",
            error: expect.objectContaining({ exit: expect.any(Number) }),
          },
        ],
        error: expect.objectContaining({ code: "partly_done", exit: 3 }),
      },
      {
        fob: "whoami",
        status: 4,
        data: expect.objectContaining({ state: "not_logged_in" }),
        error: expect.objectContaining({ code: "not_logged_in" }),
      },
      { fob: "token print", status: 4, error: expect.objectContaining({ code: "not_logged_in" }) },
      () => world.sandbox.heal(),
    ]);
    expect(world.sandbox.sessionIds()).toContain("2161");
    await world.login("babel");
    await tellJson(world, [
      {
        fob: "logout babel",
        data: [expect.objectContaining({ profile: "babel", server: "revoked" })],
        warnings: ["pending_revoke_done"],
      },
      { fob: "profile remove productive", data: expect.objectContaining({ state: "not_logged_in" }) },
    ]);
    expect(world.sandbox.sessionIds()).not.toContain("2161");
  });

  it("a new login in between leaves what waits to be ended alone, until the next logout ends both", async (test) => {
    const world = await createWorld(test);
    await world.login("productive");
    world.sandbox.fail("productive", deletions);
    expect((await world.fob(["logout", "--timeout", "2s"])).status).toBe(3);
    // What fob sent last may be unread yet, and must not meet a server that works.
    await pause(250);
    world.sandbox.heal();
    await world.login("productive");
    expect(world.sandbox.sessionIds()).toEqual(expect.arrayContaining(["2161", "2162"]));
    await tellJson(world, [
      { fob: "logout", data: [{ ...about, server: "revoked", local: "deleted", error: null }], notes },
    ]);
    expect(world.sandbox.sessionIds().filter((id) => Number(id) > 2160)).toEqual([]);
  });

  it("--local-only asks no server", async (test) => {
    const world = await createWorld(test);
    await world.login("productive");
    const sent = world.sandbox.requests().length;
    await tellJson(world, [
      {
        fob: "logout --local-only",
        data: [{ ...about, server: "skipped", local: "deleted", error: null }],
        notes,
      },
    ]);
    expect(world.sandbox.requests()).toHaveLength(sent);
    expect(world.sandbox.sessionIds()).toContain("2161");
  });

  it("a token that was given is only forgotten, and the way to end it is told", async (test) => {
    const world = await createWorld(test);
    await world.login("productive");
    const token = (await world.fob(["token", "machine", "--name", "given"])).stdout.trim();
    await tellPiped(world, [
      {
        fob: `login productive --profile given --base-url ${world.sandbox.url("productive")} --token-stdin`,
        stdin: token,
        out: expect.stringMatching(/^Logged in as ada@sandbox\.example /),
      },
    ]);
    const lives =
      "The token of given was given to fob, so its session lives on. To end it: fob sessions revoke 2162 --profile productive";
    expect(await world.fob(["logout", "given"])).toEqual({
      status: 0,
      stdout: "given\tproductive\tskipped\tdeleted\n",
      stderr: `warning: ${lives}\n`,
    });
    expect(world.sandbox.sessionIds()).toContain("2162");
    const advised = lives.split("To end it: fob ")[1]?.split(" ") ?? [];
    expect(await world.fob(advised)).toMatchObject({ status: 0 });
    expect(world.sandbox.sessionIds()).not.toContain("2162");
  });

  it("of a profile that is not there is 2 before any other is touched", async (test) => {
    const world = await createWorld(test);
    await world.login("productive");
    await tellJson(world, [
      {
        fob: "logout productive nobody",
        status: 2,
        error: failure("usage", 2, "There is no profile nobody.", "The profiles here are: productive"),
      },
      { fob: "logout productive --all", status: 2, error: expect.objectContaining({ code: "usage" }) },
      { fob: "whoami", data: expect.objectContaining({ state: "active" }) },
    ]);
  });
});
