import { describe, expect, it } from "vitest";
import fixtureSession from "../fixtures/pixwel/session.json" with { type: "json" };
import { basic, cookieOf, get, jsonType, listedFields, logIn } from "./pixwel-client.ts";
import { paths, type RawAnswer, raw, sandboxes } from "./raw.ts";

const start = sandboxes();

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
