import { describe, expect, it } from "vitest";
import fixtureUser from "../fixtures/amity/user.json" with { type: "json" };
import { bearer, expectFieldsOf, failure, register, unauthorized, verified } from "./amity-client.ts";
import { sandboxes } from "./raw.ts";

const start = sandboxes();

describe("an access token of Amity", () => {
  it("is verified by an answer that says nothing of the user", async () => {
    const sandbox = await start();
    const { accessToken } = (await register(sandbox)).json;
    const answer = await bearer(sandbox, { method: "GET", path: "/api/v3/sessions" }, accessToken);
    expect([answer.status, answer.json]).toEqual([200, { lastCachePurge: "2026-01-01T00:00:00.000Z" }]);
    const user = await bearer(sandbox, { method: "GET", path: "/api/v3/users/ada" }, accessToken);
    expect([user.status, user.json.users[0].userId]).toEqual([200, "ada"]);
    expectFieldsOf(user.json, fixtureUser);
    const nobody = await bearer(sandbox, { method: "GET", path: "/api/v3/users/nobody" }, accessToken);
    expect([nobody.status, nobody.json]).toEqual([404, failure(400400, "userId Not Found")]);
  });

  it("ends itself, and no other without an administrator", async () => {
    const sandbox = await start();
    const { accessToken } = (await register(sandbox)).json;
    const others = { method: "DELETE", path: "/api/v4/sessions?userId=mallory" };
    expect((await bearer(sandbox, others, accessToken)).json).toEqual(failure(400301, "Permission Denied."));
    const own = { method: "DELETE", path: "/api/v4/sessions" };
    const ended = await bearer(sandbox, own, accessToken);
    expect([ended.status, ended.text]).toEqual([200, '{"success":true}']);
    const again = await bearer(sandbox, own, accessToken);
    expect([again.status, again.json]).toEqual([401, unauthorized]);
  });

  it.each([
    ["its lifetime", {}, 30 * 86_400_000],
    ["the lifetime it was given", { tokenLifetimeMs: 1_000 }, 1_000],
  ])("ends with %s", async (_, amity, lifetime) => {
    const sandbox = await start({ amity });
    const { accessToken } = (await register(sandbox)).json;
    sandbox.advance(lifetime - 1);
    expect(await verified(sandbox, accessToken)).toBe(200);
    sandbox.advance(1);
    expect(await verified(sandbox, accessToken)).toBe(401);
  });

  it("is dead at once when the sandbox is told so", async () => {
    const sandbox = await start();
    const { accessToken } = (await register(sandbox)).json;
    sandbox.expireTokens("amity");
    expect(await verified(sandbox, accessToken)).toBe(401);
  });
});

describe("an administrator of Amity", () => {
  const admin = "made-up-amity-admin-token";

  it.each(["/api/v4/sessions/users/ada?isPublic=true", "/api/v4/sessions?userId=ada"])(
    "ends every session of a user by %s",
    async (path) => {
      const sandbox = await start();
      const all = [await register(sandbox), await register(sandbox, { deviceId: "device-2" })];
      const other = await register(sandbox, { userId: "bob", deviceId: "device-3" });
      expect((await bearer(sandbox, { method: "DELETE", path }, admin)).text).toBe('{"success":true}');
      const tokens = [...all, other].map(({ json }) => json.accessToken);
      expect(await Promise.all(tokens.map((token) => verified(sandbox, token)))).toEqual([401, 401, 200]);
    },
  );

  it("cannot end whom nobody knows", async () => {
    const path = "/api/v4/sessions/users/nobody";
    const answer = await bearer(await start(), { method: "DELETE", path }, admin);
    expect([answer.status, answer.json]).toEqual([404, failure(400400, "userId Not Found")]);
  });

  it("gets another token, and the former is dead", async () => {
    const sandbox = await start();
    const rotate = { method: "POST", path: "/api/v1/admin-token" };
    const answer = await bearer(sandbox, rotate, admin);
    expect([answer.status, answer.json]).toEqual([
      200,
      {
        adminToken: expect.stringMatching(/^made-up-admin-token-/),
        issuedAt: "2026-01-15T12:00:00.000Z",
        expiresAt: "2027-01-15T12:00:00.000Z",
      },
    ]);
    expect((await bearer(sandbox, rotate, admin)).status).toBe(401);
    expect((await bearer(sandbox, rotate, answer.json.adminToken)).status).toBe(200);
  });

  it("is no user: a user's token rotates nothing", async () => {
    const sandbox = await start();
    const { accessToken } = (await register(sandbox)).json;
    const answer = await bearer(sandbox, { method: "POST", path: "/api/v1/admin-token" }, accessToken);
    expect([answer.status, answer.json]).toEqual([403, failure(400301, "Permission Denied.")]);
  });
});

it("limits a user of Amity to a hundred requests in five seconds where that is asked for", async () => {
  const sandbox = await start({ rateLimits: true });
  const { accessToken } = (await register(sandbox)).json;
  for (let i = 1; i < 100; i++) await verified(sandbox, accessToken);
  const refused = await bearer(sandbox, { method: "GET", path: "/api/v3/sessions" }, accessToken);
  expect([refused.status, refused.json, refused.headers["retry-after"]]).toEqual([
    429,
    failure(400311, "RateLimit Exceed"),
    "5",
  ]);
});
