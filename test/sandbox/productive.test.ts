import { describe, expect, it } from "vitest";
import type { Sandbox } from "../../src/sandbox/index.ts";
import fixtureJwt from "../fixtures/productive/jwt.json" with { type: "json" };
import fixtureLogin from "../fixtures/productive/login.json" with { type: "json" };
import fixtureSessions from "../fixtures/productive/sessions.json" with { type: "json" };
import { paths, type RawAnswer, type RawRequest, raw, sandboxes } from "./raw.ts";

const start = sandboxes();
const jsonApi = "application/vnd.api+json";
const answered = "application/vnd.api+json; charset=utf-8";
const typed = { "content-type": jsonApi };

function send(sandbox: Sandbox, request: RawRequest, token?: string): Promise<RawAnswer> {
  const auth: Record<string, string> = token === undefined ? {} : { "x-auth-token": token };
  return raw(sandbox.url("productive"), { ...request, headers: { ...typed, ...auth, ...request.headers } });
}

function credentials(email: string, password: string): RawRequest {
  return {
    method: "POST",
    path: "/sessions",
    body: { data: { type: "sessions", attributes: { email, password } } },
  };
}

async function logIn(sandbox: Sandbox, who: "plain" | "twoOrganizations" = "plain"): Promise<string> {
  const { email, password } = sandbox.accounts.productive[who];
  return (await send(sandbox, credentials(email, password))).json.data.attributes.token;
}

const machine = (attributes: object): RawRequest => ({
  method: "POST",
  path: "/sessions/machine",
  body: { data: { type: "sessions", attributes } },
});

const unauthenticated = {
  errors: [
    {
      status: "401",
      code: "invalid_auth_token",
      title: "Unauthenticated",
      detail: "You are not authenticated",
      source: {},
    },
  ],
};

describe("the login of Productive", () => {
  it("answers as the sample does", async () => {
    const sandbox = await start();
    const { email, password } = sandbox.accounts.productive.plain;
    const answer = await send(sandbox, {
      ...credentials(email, password),
      headers: { "user-agent": "Mozilla/5.0 (X11)" },
    });
    expect([answer.status, answer.type]).toEqual([201, answered]);
    expect(paths(answer.json)).toEqual(paths(fixtureLogin));
    const { token, ...attributes } = answer.json.data.attributes;
    expect(token).toMatch(/^5a4db0c5-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    expect(attributes).toEqual({
      name: null,
      note: null,
      user_id: 7443,
      last_ip: "127.0.0.1",
      location: "",
      device: null,
      platform: null,
      browser: "Mozilla",
      machine: false,
      read_only: false,
      last_activity_at: "2026-01-15T14:00:00.000+02:00",
      token_expires_at: "2026-01-29T14:00:00.000+02:00",
      two_factor_auth: false,
      single_sign_on: false,
      agent_first_name: null,
      agent_last_name: null,
      agent_avatar: null,
    });
    expect(sandbox.violations()).toEqual([]);
  });

  it.each([
    ["a wrong password", "ada@sandbox.example", "wrong"],
    ["an unknown address", "nobody@sandbox.example", "ada-sandbox-password"],
  ])("refuses %s with the same words", async (_, email, password) => {
    const answer = await send(await start(), credentials(email, password));
    expect([answer.status, answer.type, answer.json]).toEqual([401, answered, unauthenticated]);
  });
});

describe("a token of Productive", () => {
  it.each([
    ["GET", "/sessions"],
    ["GET", "/users"],
    ["GET", "/users/7443"],
    ["GET", "/organization_memberships?include=organization,person"],
    ["DELETE", "/sessions/2153"],
    ["POST", "/sessions/jwt?expires_in=60"],
  ])("is due for %s %s", async (method, path) => {
    const sandbox = await start();
    for (const token of [undefined, "unknown"]) {
      const answer = await send(sandbox, { method, path }, token);
      expect([answer.status, answer.type, answer.json]).toEqual([401, answered, unauthenticated]);
    }
    expect(sandbox.violations()).toEqual([]);
  });

  it("ends after fourteen days", async () => {
    const sandbox = await start();
    const token = await logIn(sandbox);
    sandbox.advance(14 * 86_400_000 - 1);
    expect((await send(sandbox, { method: "GET", path: "/users" }, token)).status).toBe(200);
    sandbox.advance(1);
    expect((await send(sandbox, { method: "GET", path: "/users" }, token)).status).toBe(401);
  });

  it("is dead at once when the sandbox is told so", async () => {
    const sandbox = await start();
    const token = await logIn(sandbox);
    sandbox.expireTokens("productive");
    expect((await send(sandbox, { method: "GET", path: "/users" }, token)).status).toBe(401);
  });

  it("names an organization of its user, or is refused", async () => {
    const sandbox = await start();
    const token = await logIn(sandbox);
    const asked = async (id: string): Promise<number> =>
      (await send(sandbox, { method: "GET", path: "/users", headers: { "x-organization-id": id } }, token))
        .status;
    expect([await asked("67"), await asked("68")]).toEqual([200, 403]);
  });
});

describe("the sessions of Productive", () => {
  it("are listed as the sample does, each with its token, those of others too", async () => {
    const sandbox = await start();
    const token = await logIn(sandbox);
    const answer = await send(sandbox, { method: "GET", path: "/sessions" }, token);
    expect([answer.status, answer.type]).toEqual([200, answered]);
    expect(paths(answer.json)).toEqual(paths(fixtureSessions));
    expect(answer.json.links).toEqual(fixtureSessions.links);
    expect(answer.json.meta).toEqual({
      current_page: 1,
      total_pages: 1,
      total_count: 9,
      page_size: 30,
      max_page_size: 200,
    });
    const rows: { id: string; attributes: { token: string; user_id: number } }[] = answer.json.data;
    expect(rows.map(({ id }) => id)).toEqual(sandbox.sessionIds());
    expect(rows.at(-1)?.attributes.token).toBe(token);
    expect(new Set(rows.map(({ attributes }) => attributes.token)).size).toBe(9);
    expect(new Set(rows.map(({ attributes }) => attributes.user_id))).toEqual(new Set([7443, 7449, 7441]));
  });

  it("end by DELETE, once, and the token with them", async () => {
    const sandbox = await start();
    const token = await logIn(sandbox);
    const gone = await send(sandbox, { method: "DELETE", path: "/sessions/2153" }, token);
    expect([gone.status, gone.type, gone.text]).toEqual([204, null, ""]);
    const again = await send(sandbox, { method: "DELETE", path: "/sessions/2153" }, token);
    expect([again.status, again.type, again.json]).toEqual([
      404,
      answered,
      {
        errors: [
          {
            status: "404",
            code: "record_not_found",
            title: "Record Not Found",
            detail: "The requested record was not found",
            meta: {},
            source: {},
          },
        ],
      },
    ]);
    const own = sandbox.sessionIds().at(-1);
    expect((await send(sandbox, { method: "DELETE", path: `/sessions/${own}` }, token)).status).toBe(204);
    expect((await send(sandbox, { method: "GET", path: "/sessions" }, token)).status).toBe(401);
    expect(sandbox.violations()).toEqual([]);
  });
});

describe("what Productive mints", () => {
  it("is a machine session without an end", async () => {
    const sandbox = await start();
    const token = await logIn(sandbox);
    const answer = await send(sandbox, machine({ name: "test token", read_only: true }), token);
    expect([answer.status, answer.type]).toEqual([201, answered]);
    expect(paths(answer.json)).toEqual(paths(fixtureLogin));
    expect(answer.json.data.attributes).toMatchObject({
      name: "test token",
      user_id: 7443,
      machine: true,
      read_only: true,
      token_expires_at: null,
    });
    sandbox.expireTokens("productive");
    const minted: string = answer.json.data.attributes.token;
    expect((await send(sandbox, { method: "GET", path: "/users" }, minted)).status).toBe(200);
    expect((await send(sandbox, machine({ name: "more" }), minted)).status).toBe(403);
    expect((await send(sandbox, { method: "DELETE", path: "/sessions/2153" }, minted)).status).toBe(403);
  });

  it.each([
    ["no name", {}],
    ["an empty name", { name: "" }],
    ["a name of blanks", { name: " " }],
  ])("needs a name, not %s", async (_, attributes) => {
    const sandbox = await start();
    const answer = await send(sandbox, machine(attributes), await logIn(sandbox));
    expect([answer.status, answer.json]).toEqual([
      422,
      {
        errors: [
          {
            status: "422",
            code: "invalid_attribute",
            title: "Invalid Attribute",
            detail: "can't be blank",
            source: { pointer: "data/attributes/name" },
          },
        ],
      },
    ]);
  });

  it("is a JWT in plain JSON", async () => {
    const sandbox = await start();
    const answer = await send(
      sandbox,
      { method: "POST", path: "/sessions/jwt?expires_in=60" },
      await logIn(sandbox),
    );
    expect([answer.status, answer.type]).toEqual([201, "application/json; charset=utf-8"]);
    expect(paths(answer.json)).toEqual(paths(fixtureJwt));
    const exp = Date.UTC(2026, 0, 15, 12, 1) / 1000;
    expect(answer.json.payload).toEqual({ user_id: 7443, exp, type: "read-only" });
    const [header, payload] = answer.json.jwt
      .split(".")
      .map((part: string) => Buffer.from(part, "base64url").toString());
    expect([header, payload]).toEqual(['{"alg":"HS256"}', JSON.stringify(answer.json.payload)]);
  });
});

describe("who is who at Productive", () => {
  it("lists users whose first is not the caller, and shows one by id", async () => {
    const sandbox = await start();
    const token = await logIn(sandbox);
    const list = await send(sandbox, { method: "GET", path: "/users" }, token);
    expect(list.json.data.map((user: { id: string }) => user.id)).toEqual(["7441", "7443", "7449"]);
    const one = await send(sandbox, { method: "GET", path: "/users/7449" }, token);
    expect([one.status, one.json.data.attributes]).toMatchObject([
      200,
      {
        email: "grace@sandbox.example",
        two_factor_auth: true,
        default_organization_id: 67,
        sso_provision: false,
      },
    ]);
    expect((await send(sandbox, { method: "GET", path: "/users/1" }, token)).json.errors[0].code).toBe(
      "record_not_found",
    );
  });

  it("names organization and person where they are asked for", async () => {
    const sandbox = await start();
    const token = await logIn(sandbox, "twoOrganizations");
    const path = "/organization_memberships";
    const plain = await send(sandbox, { method: "GET", path }, token);
    expect(plain.json.data[0].relationships).toEqual({
      organization: { meta: { included: false } },
      person: { meta: { included: false } },
    });
    const full = await send(sandbox, { method: "GET", path: `${path}?include=organization,person` }, token);
    expect(full.json.data.map((one: { relationships: object }) => one.relationships)).toEqual([
      {
        organization: { data: { type: "organizations", id: "67" } },
        person: { data: { type: "people", id: "744167" } },
      },
      {
        organization: { data: { type: "organizations", id: "68" } },
        person: { data: { type: "people", id: "744168" } },
      },
    ]);
    expect(full.json.included.map((one: { type: string; id: string }) => `${one.type} ${one.id}`)).toEqual([
      "organizations 67",
      "people 744167",
      "organizations 68",
      "people 744168",
    ]);
  });
});

describe("the rate limit of Productive", () => {
  it("is off unless asked for", async () => {
    const sandbox = await start();
    const token = await logIn(sandbox);
    for (let i = 0; i < 120; i++) await send(sandbox, { method: "GET", path: "/users" }, token);
    expect((await send(sandbox, { method: "GET", path: "/users" }, token)).status).toBe(200);
  });

  it("is a hundred requests in ten seconds, then says how long to wait", async () => {
    const sandbox = await start({ rateLimits: true });
    const token = await logIn(sandbox);
    const statuses: number[] = [];
    for (let i = 0; i < 101; i++)
      statuses.push((await send(sandbox, { method: "GET", path: "/users" }, token)).status);
    expect(statuses).toEqual([...Array<number>(100).fill(200), 429]);
    sandbox.advance(7_500);
    const refused = await send(sandbox, { method: "GET", path: "/users" }, token);
    expect([refused.status, refused.type, refused.headers["retry-after"]]).toEqual([429, answered, "3"]);
    sandbox.advance(2_500);
    expect((await send(sandbox, { method: "GET", path: "/users" }, token)).status).toBe(200);
  });
});
