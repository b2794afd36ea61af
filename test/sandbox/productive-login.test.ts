import { describe, expect, it } from "vitest";
import fixtureLogin from "../fixtures/productive/login.json" with { type: "json" };
import { answered, credentials, logIn, send, unauthenticated } from "./productive-client.ts";
import { paths, sandboxes } from "./raw.ts";

const start = sandboxes();

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
