import { describe, expect, it } from "vitest";
import type { How, Sandbox } from "../../src/sandbox/index.ts";
import { type RawAnswer, raw, sandboxes } from "./raw.ts";

const start = sandboxes();
const json = { "content-type": "application/json", "x-api-key": "made-up-amity-api-key" };

function register(sandbox: Sandbox): Promise<RawAnswer> {
  const body = { userId: "ada", deviceId: "device-1" };
  return raw(sandbox.url("amity"), { method: "POST", path: "/api/v3/sessions", headers: json, body });
}

/** The error code of a request that gets no whole answer. */
async function failureOf(answer: Promise<RawAnswer>): Promise<string> {
  return answer.then(
    ({ status }) => `answered ${status}`,
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );
}

describe("a fault", () => {
  it.each<[string, How, object, number]>([
    [
      "of the API's own form",
      { status: 503 },
      {
        status: 503,
        type: "application/json; charset=utf-8",
        json: { status: "error", code: 500000, message: "made up by a fault rule", data: { detail: [] } },
      },
      0,
    ],
    [
      "with headers",
      { status: 429, body: {}, headers: { "retry-after": "7" } },
      { status: 429, text: "{}", headers: expect.objectContaining({ "retry-after": "7" }) },
      0,
    ],
    [
      "with a text",
      { status: 502, body: "bad gateway" },
      { status: 502, type: "text/plain; charset=utf-8", text: "bad gateway" },
      0,
    ],
    ["with nothing", { status: 204, body: "" }, { status: 204, type: null, text: "" }, 0],
    [
      "that is a redirect",
      { status: 307, body: "", headers: { location: "http://127.0.0.1:1/" } },
      { status: 307, headers: expect.objectContaining({ location: "http://127.0.0.1:1/" }) },
      0,
    ],
    ["after the effect", { status: 500, commit: true }, { status: 500 }, 1],
    ["that is a sign-in page", "html", { status: 200, type: "text/html; charset=utf-8", json: null }, 0],
  ])("%s comes once, then never again", async (_, how, shown, registrations) => {
    const sandbox = await start();
    const rule = sandbox.fail("amity", { how });
    expect(await register(sandbox)).toMatchObject(shown);
    expect([rule.used(), sandbox.counts.amityRegistrations]).toEqual([1, registrations]);
    expect((await register(sandbox)).status).toBe(200);
    expect([rule.used(), sandbox.requests("amity").length, sandbox.violations()]).toEqual([1, 2, []]);
  });

  it.each<[How, number]>([
    ["reset", 0],
    ["truncate", 1],
    ["commit-then-reset", 1],
  ])("%s breaks the connection", async (how, registrations) => {
    const sandbox = await start();
    sandbox.fail("amity", { how });
    expect(await failureOf(register(sandbox))).toBe("ECONNRESET");
    expect(sandbox.counts.amityRegistrations).toBe(registrations);
    expect((await register(sandbox)).status).toBe(200);
  });

  it("hang never answers, and does not keep the sandbox from stopping", async () => {
    const sandbox = await start();
    sandbox.fail("amity", { how: "hang" });
    const hanging = failureOf(register(sandbox));
    expect((await register(sandbox)).status).toBe(200);
    await sandbox.stop();
    expect(await hanging).toBe("ECONNRESET");
    expect(sandbox.counts.amityRegistrations).toBe(1);
  });

  it("meets only what it matches, as often as it says", async () => {
    const sandbox = await start();
    const gone: How = { status: 500 };
    sandbox.fail("babel", { how: gone });
    sandbox.fail("amity", { match: { method: "GET" }, how: gone });
    sandbox.fail("amity", { match: { path: /^\/api\/v5/g }, how: gone });
    const rule = sandbox.fail("amity", {
      match: { method: "POST", path: /^\/api\/v3\/sessions$/g },
      times: 2,
      how: gone,
    });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await register(sandbox)).status);
    expect([statuses, rule.used()]).toEqual([[500, 500, 200, 200], 2]);
  });

  it("is forgotten when healed", async () => {
    const sandbox = await start();
    sandbox.fail("amity", { times: Number.POSITIVE_INFINITY, how: "reset" });
    sandbox.heal();
    expect((await register(sandbox)).status).toBe(200);
  });
});

describe("the server", () => {
  it("keeps nothing from one sandbox to the next", async () => {
    const [one, other] = [await start(), await start()];
    const { accessToken } = (await register(one)).json;
    const headers = { authorization: `Bearer ${accessToken}` };
    const asked = async (sandbox: Sandbox): Promise<number> =>
      (await raw(sandbox.url("amity"), { method: "GET", path: "/api/v3/sessions", headers })).status;
    expect([await asked(one), await asked(other)]).toEqual([200, 401]);
    expect(other.counts.amityRegistrations).toBe(0);
  });

  it("listens on loopback, at the port it was given, or says that it cannot", async () => {
    const first = await start();
    const { port, hostname } = new URL(first.url("pixwel"));
    expect(hostname).toBe("127.0.0.1");
    await expect(start({ port: Number(port) })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await first.stop();
    const second = await start({ port: Number(port) });
    expect(second.url("babel")).toBe(`http://127.0.0.1:${port}/licensing`);
  });

  it("answers later where that is asked for", async () => {
    const sandbox = await start({ latencyMs: 60 });
    const before = performance.now();
    await register(sandbox);
    expect(performance.now() - before).toBeGreaterThanOrEqual(59);
  });
});
