import { describe, expect, it } from "vitest";
import type { Sandbox } from "../../src/sandbox/index.ts";
import fixtureSession from "../fixtures/pixwel/session.json" with { type: "json" };
import { paths, type RawAnswer, raw, sandboxes } from "./raw.ts";

const start = sandboxes();
const jsonType = "application/json; charset=utf-8";

/** The field set of GET /users and /users/{id} (PX-USERS), with the roles that a login shows. */
const listedFields = [
  "_id",
  "status",
  "name",
  "username",
  "emailNormal",
  "invite",
  "preferences",
  "territory",
  "created",
  "$links",
  "roles",
  "groups",
];

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

function logIn(
  sandbox: Sandbox,
  who: "plain" | "twoFactor" | "noCookie",
  body: unknown = {},
): Promise<RawAnswer> {
  const { username, password } = sandbox.accounts.pixwel[who];
  const headers = { authorization: basic(username, password), "content-type": "application/json" };
  return raw(sandbox.url("pixwel"), { method: "POST", path: "/session", headers, body });
}

function get(sandbox: Sandbox, path: string, headers: Record<string, string>): Promise<RawAnswer> {
  return raw(sandbox.url("pixwel"), { method: "GET", path, headers });
}

function cookieOf(answer: RawAnswer): string {
  return answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
}

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

describe("what opens Pixwel", () => {
  const range = { "x-range": "resources=0-9" };

  it("is a password, a cookie or a personal access token", async () => {
    const sandbox = await start();
    const { username, password, personalAccessToken } = sandbox.accounts.pixwel.plain;
    const shown: Record<string, string>[] = [
      { authorization: basic(username, password) },
      { authorization: `Bearer ${personalAccessToken}` },
      { cookie: cookieOf(await logIn(sandbox, "plain")) },
    ];
    for (const credential of shown) {
      const guest = await get(sandbox, "/session/guest", credential);
      expect([guest.status, guest.json.length, guest.json[0].username]).toEqual([200, 1, username]);
      expect(paths(guest.json[0])).toEqual(paths(fixtureSession));
      expect((await get(sandbox, "/users", { ...credential, ...range })).status).toBe(200);
    }
    expect(sandbox.violations()).toEqual([]);
  });

  it.each<[string, Record<string, string>, number, number]>([
    ["nothing", {}, 401, 0],
    ["an unknown token", { authorization: "Bearer pat_unknown" }, 401, 0],
    ["a token of another kind", { authorization: "Bearer unknown" }, 400, 1],
    ["an unknown cookie", { cookie: "pixwel.sid=00" }, 401, 0],
    ["a foreign cookie", { cookie: "other=00" }, 400, 1],
    [
      "a user whose factor is not verified",
      { authorization: basic("grace@sandbox.example", "grace-pixwel-password") },
      403,
      0,
    ],
  ])("is not %s", async (_, headers, status, violations) => {
    const sandbox = await start();
    expect((await get(sandbox, "/session/guest", headers)).status).toBe(status);
    expect(sandbox.violations()).toHaveLength(violations);
  });

  it("closes for a cookie that has ended", async () => {
    const sandbox = await start({ pixwel: { cookieMaxAgeS: 60 } });
    const answer = await logIn(sandbox, "plain");
    expect(answer.headers["set-cookie"]?.[0]).toMatch(/; Max-Age=60$/);
    const cookie = cookieOf(answer);
    sandbox.advance(59_999);
    expect((await get(sandbox, "/session/guest", { cookie })).status).toBe(200);
    sandbox.advance(1);
    expect((await get(sandbox, "/session/guest", { cookie })).status).toBe(401);
  });
});

describe("the users of Pixwel", () => {
  async function asAda(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<RawAnswer & { violations: readonly string[] }> {
    const sandbox = await start();
    const authorization = `Bearer ${sandbox.accounts.pixwel.plain.personalAccessToken}`;
    return { ...(await get(sandbox, path, { authorization, ...headers })), violations: sandbox.violations() };
  }

  it.each([
    ["resources=0-9", ["nobody@", "ada@", "grace@", "lin@"]],
    ["resources=1-2", ["ada@", "grace@"]],
    ["resources=3-3", ["lin@"]],
    ["resources=4-9", []],
  ])("come by %s, the last included", async (range, names) => {
    const answer = await asAda("/users", { "x-range": range });
    expect([
      answer.status,
      answer.type,
      answer.json.map((user: { username: string }) => user.username),
    ]).toEqual([200, jsonType, names.map((name) => `${name}sandbox.example`)]);
    for (const user of answer.json) expect(Object.keys(user)).toEqual(listedFields);
  });

  it.each([[undefined], ["resources=9-0"], ["items=0-9"], ["resources=0-"], ["0-9"]])(
    "refuse the range %s",
    async (range) => {
      const answer = await asAda("/users", range === undefined ? {} : { "x-range": range });
      expect([answer.status, answer.violations]).toEqual([
        400,
        ["pixwel GET /users: X-Range is due as resources=FIRST-LAST"],
      ]);
    },
  );

  it("come one by one, with the fields that are asked for", async () => {
    const id = "5a4db0c500000000000000a2";
    const whole = await asAda(`/users/${id}`);
    expect([whole.status, Object.keys(whole.json)]).toEqual([200, listedFields]);
    const some = await asAda(`/users/${id}?fields=_id,name,username,emailNormal,roles`);
    expect(some.json).toEqual({
      _id: id,
      name: "Grace Example",
      username: "grace@sandbox.example",
      emailNormal: "grace@sandbox.example",
      roles: ["a"],
    });
    expect((await asAda("/users/5a4db0c500000000000000ff")).status).toBe(404);
  });
});

it.each([
  ["GET", "/session"],
  ["DELETE", "/session"],
  ["PUT", "/session"],
  ["GET", "/users/me/tokens"],
  ["POST", "/users"],
])("Pixwel has no %s %s", async (method, path) => {
  const sandbox = await start();
  const authorization = `Bearer ${sandbox.accounts.pixwel.plain.personalAccessToken}`;
  const answer = await raw(sandbox.url("pixwel"), { method, path, headers: { authorization } });
  expect([answer.status, answer.json]).toEqual([404, { error: 404, message: "no such route is documented" }]);
  expect(sandbox.violations()).toEqual([`pixwel ${method} ${path}: no such route is documented`]);
});
