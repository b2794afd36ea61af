import { describe, expect, it } from "vitest";
import fixtureUser from "../fixtures/babel/user.json" with { type: "json" };
import { adaKey, bearer, graceKey, jsonType, logIn, refusedPassword, send, user } from "./babel-client.ts";
import { paths, sandboxes } from "./raw.ts";

const start = sandboxes();

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
