import { describe, expect, it } from "vitest";
import { createWorld } from "./world.ts";

describe.concurrent("the limits that Productive publishes", () => {
  it("are kept by several processes at once: no request is answered 429, and every id is accounted for", async (test) => {
    const world = await createWorld(test, { rateLimits: true });
    await world.login("productive");
    const before = new Set(world.sandbox.sessionIds());
    world.sandbox.addSessions(135);
    const ids = world.sandbox.sessionIds().filter((id) => !before.has(id));
    const parts = [0, 1, 2].map((part) => ids.filter((_, at) => at % 3 === part));
    const ends = await Promise.all(
      parts.map((part) =>
        world.fob(["sessions", "revoke", "-", "--yes", "--debug", "--concurrency", "16"], {
          stdin: part.join("\n"),
          timeoutMs: 120_000,
        }),
      ),
    );
    expect(ends.map(({ status }) => status)).toEqual([0, 0, 0]);
    expect(ends.map(({ stderr }) => stderr.match(/<- 429/g)?.length ?? 0)).toEqual([0, 0, 0]);
    const told = ends.flatMap(({ stdout }) => stdout.split("\n").filter((line) => line !== ""));
    expect(told.sort()).toEqual(ids.map((id) => `${id}\tproductive\tproductive\trevoked\t`).sort());
    expect(world.sandbox.sessionIds().filter((id) => !before.has(id))).toEqual([]);
  }, 180_000);

  it("are the provider's own: only a server of one's own may be asked without", async (test) => {
    const world = await createWorld(test);
    const at = ["login", "productive", "--username", "ada@sandbox.example", "--password-stdin"];
    const off = [...at, "--set", "rateLimit=off"];
    const stdin = world.sandbox.accounts.productive.plain.password;
    const refused = await world.fob(off, { stdin });
    expect([refused.status, refused.stderr]).toEqual([
      2,
      "fob: rateLimit=off is for a server of your own; this is Productive's.\n  Leave it out, or name your server with --base-url.\n",
    ]);
    const { status } = await world.fob([...off, "--base-url", world.sandbox.url("productive")], { stdin });
    expect(status).toBe(0);
    expect(Object.keys(world.files()).filter((name) => name.includes("/rate/"))).toEqual([]);
  });
});
