import { describe, expect, it } from "vitest";
import fixtureSession from "../fixtures/pixwel/session.json" with { type: "json" };
import { basic, cookieOf, get, jsonType, logIn } from "./pixwel-client.ts";
import { paths, raw, sandboxes } from "./raw.ts";

const start = sandboxes();

describe("the login of Pixwel", () => {
  it("answers with the whole user, hash and foreign links included, and sets a cookie", async () => {
    const sandbox = await start();
    const answer = await logIn(sandbox, "plain");
    expect([answer.status, answer.type]).toEqual([200, jsonType]);
    expect(paths(answer.json)).toEqual(paths(fixtureSession));
    expect(answer.json).toMatchObject({
      _id: "5a4db0c500000000000000a1",
      id: "5a4db0c500000000000000a1",
      username: "ada@sandbox.example",
      hasEnforced2fa: false,
      twofactorVerified: false,
      $links: { self: "//api-staging.pixwel.com/api/Users/5a4db0c500000000000000a1" },
    });
    expect(answer.json.password).toMatch(/^\$2a\$10\$[./A-Za-z0-9]{53}$/);
    expect(answer.headers["set-cookie"]).toEqual([
      expect.stringMatching(/^pixwel\.sid=5a4db0c5[0-9a-f]{24}; Path=\/pixwel\/api; HttpOnly$/),
    ]);
    expect(sandbox.violations()).toEqual([]);
  });

  it.each([
    ["no password", undefined, []],
    ["a wrong password", basic("ada@sandbox.example", "wrong"), []],
    ["an unknown user", basic("eve@sandbox.example", "ada-pixwel-password"), []],
  ])("refuses %s", async (_, authorization, violations) => {
    const sandbox = await start();
    const headers = {
      "content-type": "application/json",
      ...(authorization === undefined ? {} : { authorization }),
    };
    const answer = await raw(sandbox.url("pixwel"), {
      method: "POST",
      path: "/session",
      headers: headers as Record<string, string>,
      body: {},
    });
    expect([answer.status, answer.type, answer.json]).toEqual([
      401,
      jsonType,
      { error: 401, message: "Invalid username or password." },
    ]);
    expect(answer.headers["www-authenticate"]).toBe('Basic realm="Pixwel"');
    expect(sandbox.violations()).toEqual(violations);
  });

  it.each<[string, unknown, string]>([
    ["no body", undefined, "the body is no JSON object"],
    ["a list", [], "the body is no JSON object"],
    ["text", "{", "the body is no JSON object"],
    ["an unknown field", { remember: true }, 'body field "remember" is not documented'],
    ["a password hash", { password: "hash" }, 'body field "password" is not documented'],
  ])("takes a JSON object alone, not %s", async (_, body, what) => {
    const sandbox = await start();
    const { username, password } = sandbox.accounts.pixwel.plain;
    const headers = { authorization: basic(username, password), "content-type": "application/json" };
    const answer = await raw(sandbox.url("pixwel"), { method: "POST", path: "/session", headers, body });
    expect([answer.status, answer.json]).toEqual([400, { error: 400, message: what }]);
    expect(sandbox.violations()).toEqual([`pixwel POST /session: ${what}`]);
  });

  it("sets no cookie for the account that has none", async () => {
    const answer = await logIn(await start(), "noCookie");
    expect([answer.status, answer.headers["set-cookie"]]).toEqual([200, undefined]);
  });

  it("sends a link to an account with an enforced factor, which is good once and for ten minutes", async () => {
    const sandbox = await start();
    expect(sandbox.followLink("grace@sandbox.example")).toBe(false);
    const pending = await logIn(sandbox, "twoFactor");
    expect([pending.status, pending.json.hasEnforced2fa, pending.json.twofactorVerified]).toEqual([
      200,
      true,
      false,
    ]);
    expect(pending.headers["set-cookie"]).toBeUndefined();
    sandbox.advance(600_000);
    expect(sandbox.followLink("grace@sandbox.example")).toBe(false);
    await logIn(sandbox, "twoFactor");
    const { origin, pathname } = new URL(sandbox.linkUrl("grace@sandbox.example"));
    const followed = async (): Promise<number> =>
      (await raw(origin, { method: "GET", path: pathname.slice(1) })).status;
    expect([await followed(), await followed()]).toEqual([200, 410]);
    const verified = await logIn(sandbox, "twoFactor");
    expect(verified.json.twofactorVerified).toBe(true);
    expect((await get(sandbox, "/session/guest", { cookie: cookieOf(verified) })).status).toBe(200);
    expect(sandbox.violations()).toEqual([]);
  });
});
