import { describe, expect, it } from "vitest";
import type { Sandbox } from "../../src/sandbox/index.ts";
import fixtureUser from "../fixtures/babel/user.json" with { type: "json" };
import { paths, type RawAnswer, type RawRequest, raw, sandboxes } from "./raw.ts";

const start = sandboxes();
const jsonType = "application/json; charset=utf-8";
const typed = { "content-type": "application/json" };
const adaKey = "api_MadeUpBySandbox000000Ada";
const graceKey = "api_MadeUpBySandbox0000Grace";

function send(sandbox: Sandbox, request: RawRequest): Promise<RawAnswer> {
  const headers = { ...(request.body === undefined ? {} : typed), ...request.headers };
  return raw(sandbox.url("babel"), { ...request, headers });
}

function logIn(sandbox: Sandbox, password = "ada-babel-password", headers = {}): Promise<RawAnswer> {
  const body = { username: "ada", password };
  return send(sandbox, { method: "POST", path: "/v1/auth/login", headers, body });
}

async function bearer(sandbox: Sandbox): Promise<Record<string, string>> {
  return { authorization: `Bearer ${(await logIn(sandbox)).json.token}` };
}

const user = (headers: Record<string, string>): RawRequest => ({
  method: "GET",
  path: "/v1/auth/user",
  headers,
});
const refusedPassword = { code: 1001, message: "Invalid user name or password." };

describe("the login of Babel", () => {
  it("answers with a signed token, and leaves out what is false, 0 or null", async () => {
    const sandbox = await start();
    const answer = await logIn(sandbox);
    expect([answer.status, answer.type]).toEqual([200, jsonType]);
    expect(answer.json).toEqual({ success: true, token: expect.any(String), expiresIn: 1800 });
    const [, payload = ""] = answer.json.token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    expect(claims).toMatchObject({ unique_name: "ada", exp: Date.UTC(2026, 0, 15, 12, 30) / 1000 });
    expect(sandbox.violations()).toEqual([]);
  });

  it("refuses a wrong password with 200 and no success at all", async () => {
    const answer = await logIn(await start(), "wrong");
    expect([answer.status, answer.type, answer.json]).toEqual([200, jsonType, refusedPassword]);
  });

  it("blocks a user for five minutes after five failures", async () => {
    const sandbox = await start();
    for (let i = 0; i < 5; i++) expect((await logIn(sandbox, "wrong")).json).toEqual(refusedPassword);
    const blocked = { code: 1002, message: "Too many failed logins. The user is blocked for 5 minutes." };
    expect((await logIn(sandbox)).json).toEqual(blocked);
    sandbox.advance(299_999);
    expect((await logIn(sandbox)).json).toEqual(blocked);
    sandbox.advance(1);
    expect((await logIn(sandbox)).json.success).toBe(true);
  });

  it("counts failures in a row", async () => {
    const sandbox = await start();
    for (let i = 0; i < 4; i++) await logIn(sandbox, "wrong");
    await logIn(sandbox);
    await logIn(sandbox, "wrong");
    expect((await logIn(sandbox)).json.success).toBe(true);
  });

  it.each<[string, object, Record<string, string>, number]>([
    ["takes no key", {}, {}, 200],
    ["takes a good key", {}, { "x-api-key": adaKey }, 200],
    ["refuses an unknown key", {}, { "x-api-key": "api_unknown" }, 401],
    ["needs a key where told so", { requireApiKey: true }, {}, 401],
    ["takes the key that it needs", { requireApiKey: true }, { "x-api-key": adaKey }, 200],
    [
      "reads the header it was told",
      { apiKeyHeader: "X-License-Key" },
      { "x-license-key": "api_unknown" },
      401,
    ],
  ])("%s", async (_, babel, headers, status) => {
    const answer = await logIn(await start({ babel }), undefined, headers);
    expect([answer.status, status === 200 ? answer.json.success : answer.text]).toEqual([
      status,
      status === 200 ? true : "",
    ]);
  });

  it.each(["application/json", "application/json; charset=utf-8", "application/json-patch+json"])(
    "takes %s",
    async (type) => {
      expect((await logIn(await start(), undefined, { "content-type": type })).json.success).toBe(true);
    },
  );
});

describe("the user of Babel", () => {
  it("is shown whole, with the keys and their secrets", async () => {
    const sandbox = await start();
    const answer = await send(sandbox, user(await bearer(sandbox)));
    expect([answer.status, answer.json.success, answer.json.user.userName]).toEqual([200, true, "ada"]);
    const dropped = [".code", ".message", ".user.apiKeys[].revoked", ".user.apiKeys[].expireDate"];
    expect(paths(answer.json)).toEqual(paths(fixtureUser).filter((path) => !dropped.includes(path)));
    expect(answer.json.user.apiKeys[0]).toMatchObject({
      key: adaKey,
      clientSecret: "made-up-client-secret-1",
    });
  });

  it.each<[string, Record<string, string>, number]>([
    ["a key alone", { "x-api-key": graceKey }, 200],
    ["nothing", {}, 401],
    ["an unknown key", { "x-api-key": "api_unknown" }, 401],
    ["an unknown token", { authorization: "Bearer a.b.c" }, 401],
    ["another scheme", { authorization: "Basic YTpi" }, 400],
  ])("answers %s", async (_, headers, status) => {
    expect((await send(await start(), user(headers))).status).toBe(status);
  });

  it("needs both to be good where both are sent", async () => {
    const sandbox = await start();
    const token = await bearer(sandbox);
    const asked = async (key: string): Promise<number> =>
      (await send(sandbox, user({ ...token, "x-api-key": key }))).status;
    expect([await asked(adaKey), await asked("api_unknown")]).toEqual([200, 401]);
  });

  it("is gone after half an hour, with an empty 401", async () => {
    const sandbox = await start();
    const token = await bearer(sandbox);
    sandbox.advance(1_799_999);
    expect((await send(sandbox, user(token))).status).toBe(200);
    sandbox.advance(1);
    const answer = await send(sandbox, user(token));
    expect([answer.status, answer.type, answer.text]).toEqual([401, null, ""]);
    expect(answer.headers["www-authenticate"]).toBe('Bearer error="invalid_token"');
  });
});

describe("the logout of Babel", () => {
  it.each([
    ["ends the token", {}, 401],
    ["leaves the token alive where tokens are stateless", { statelessTokens: true }, 200],
  ])("%s", async (_, babel, after) => {
    const sandbox = await start({ babel });
    const headers = await bearer(sandbox);
    const answer = await send(sandbox, { method: "POST", path: "/v1/auth/logout", headers, body: {} });
    expect([answer.status, answer.text]).toEqual([200, '{"success":true}']);
    expect((await send(sandbox, user(headers))).status).toBe(after);
    expect(sandbox.violations()).toEqual([]);
  });
});

describe("the keys of Babel", () => {
  const keys = (headers: Record<string, string>, query = ""): RawRequest => ({
    method: "GET",
    path: `/v1/api-keys${query}`,
    headers,
  });
  const insert = (headers: Record<string, string>, apiKey: object): RawRequest => ({
    method: "POST",
    path: "/v1/api-keys",
    headers,
    body: { apiKey },
  });
  const remove = (headers: Record<string, string>, id: number): RawRequest => ({
    method: "DELETE",
    path: `/v1/api-keys/${id}`,
    headers,
  });

  it("are made, listed and deleted", async () => {
    const sandbox = await start();
    const headers = await bearer(sandbox);
    const made = await send(
      sandbox,
      insert(headers, { name: "ci", permissions: 3, expireDate: "2026-02-01T00:00:00Z" }),
    );
    expect([made.status, made.json]).toEqual([
      200,
      {
        success: true,
        apiKey: {
          id: 3,
          name: "ci",
          key: expect.stringMatching(/^api_MadeUp5a4db0c5[0-9a-f]{10}$/),
          clientSecret: "made-up-client-secret-3",
          createdDate: "2026-01-15T12:00:00Z",
          expireDate: "2026-02-01T00:00:00Z",
          ownerId: "5a4db0c5-0000-4000-8000-0000000000a1",
          permissions: 3,
        },
      },
    ]);
    const list = await send(sandbox, keys(headers, "?skip=1&take=5"));
    expect([list.json.apiKeys.map((key: { id: number }) => key.id), list.json.totalApiKeysCount]).toEqual([
      [2, 3],
      3,
    ]);
    expect((await send(sandbox, remove(headers, 3))).text).toBe('{"success":true}');
    const again = await send(sandbox, remove(headers, 3));
    expect([again.status, again.json]).toEqual([200, { code: 1004, message: "API key not found." }]);
    expect(sandbox.violations()).toEqual([]);
  });

  it.each<[string, object, object]>([
    ["no name", { permissions: 1 }, { code: 1003, message: "The API key has no name." }],
    ["a stranger", { name: "x", ownerId: "nobody" }, { code: 1005, message: "Owner not found." }],
    ["too many permissions", { name: "x", permissions: 16 }, { code: 1006, message: "Unknown permissions." }],
  ])("are refused for %s", async (_, apiKey, body) => {
    const answer = await send(await start(), insert({ "x-api-key": adaKey }, apiKey));
    expect([answer.status, answer.json]).toEqual([200, body]);
  });

  it.each<[string, (headers: Record<string, string>) => RawRequest, number]>([
    ["list", (headers) => keys(headers), 200],
    ["make", (headers) => insert(headers, { name: "x" }), 403],
    ["delete", (headers) => remove(headers, 1), 403],
  ])("may %s as far as the permissions of the key go", async (_, request, status) => {
    const answer = await send(await start(), request({ "x-api-key": graceKey }));
    expect(answer.status).toBe(status);
  });

  it.each([
    ["for three minutes", {}, [200, 200, 401]],
    ["not at all where nothing is cached", { keyCacheMs: 0 }, [401, 401, 401]],
  ])("work on once deleted, %s", async (_, babel, statuses) => {
    const sandbox = await start({ babel });
    const used = { "x-api-key": graceKey };
    expect((await send(sandbox, user(used))).status).toBe(200);
    await send(sandbox, remove({ "x-api-key": adaKey }, 2));
    const seen: number[] = [];
    for (const wait of [0, 179_999, 1]) {
      sandbox.advance(wait);
      seen.push((await send(sandbox, user(used))).status);
    }
    expect(seen).toEqual(statuses);
  });

  it("end with their date", async () => {
    const sandbox = await start({ babel: { keyCacheMs: 0 } });
    const expireDate = "2026-01-15T12:00:01Z";
    const made = await send(
      sandbox,
      insert({ "x-api-key": adaKey }, { name: "brief", permissions: 1, expireDate }),
    );
    const headers = { "x-api-key": made.json.apiKey.key };
    expect((await send(sandbox, user(headers))).status).toBe(200);
    sandbox.advance(1_000);
    expect((await send(sandbox, user(headers))).status).toBe(401);
  });

  it("know the roles", async () => {
    const answer = await send(await start(), {
      method: "GET",
      path: "/v1/roles",
      headers: { "x-api-key": adaKey },
    });
    expect(answer.json).toEqual({
      success: true,
      roles: ["Administrator", "LicenseManager", "Sales", "Customer"].map((name, i) => ({
        id: String(i + 1),
        name,
      })),
      totalRolesCount: 4,
    });
  });
});

it.each<[string, object, number, boolean]>([
  ["names the route that deletes a key", {}, 200, true],
  ["leaves it out where told so", { swagger: "without-delete" }, 200, false],
  ["is not there where it is off", { swagger: "off" }, 404, false],
])("the specification of Babel %s", async (_, babel, status, named) => {
  const answer = await send(await start({ babel }), { method: "GET", path: "/swagger/v1/swagger.json" });
  const paths = answer.json.paths ?? {};
  expect([answer.status, "delete" in (paths["/v1/api-keys/{id}"] ?? {})]).toEqual([status, named]);
});
