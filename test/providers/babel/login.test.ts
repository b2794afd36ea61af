import { describe, expect, it } from "vitest";
import { Secret } from "../../../src/core/secret.ts";
import { babel } from "../../../src/providers/babel/index.ts";
import type { Routes } from "../../support/fake-api.ts";
import { at, fixture } from "../../support/fixture.ts";
import { failureOf, opened, providerWorld, secrets } from "../../support/provider-world.ts";

const loggedIn = { body: fixture("babel/login") };
const user = { body: fixture("babel/user") };
const post = "POST /v1/auth/login";
const read = "GET /v1/auth/user";
const logout = "POST /v1/auth/logout";
const dana = { id: "3f2c", login: "dana", name: "Dana Petrov", email: "dana@example.com" };
const input = { username: "dana", secrets: secrets({ password: "p\u00e4ss" }), settings: {} };
const withKey = { ...input, secrets: secrets({ password: "p", apiKey: "api_made-up" }) };
const attempts = "After 5 refused logins the server may refuse all for 5 minutes.";
const keyHint = `The server may want an API key: --secret apiKey=SOURCE. ${attempts}`;
const world = (routes: Routes, settings = {}) =>
  providerWorld(babel, routes, {
    basePath: "/licensing",
    settings: { apiKeyHeader: "x-api-key", ...settings },
  });

function jwt(claims: object): string {
  return ["{}", JSON.stringify(claims), "signature"]
    .map((part) => Buffer.from(part).toString("base64url"))
    .join(".");
}

describe("a login at Babel", () => {
  it("is a token whose user was read with it, below the base URL's path; an assumed end is shown, not kept", async () => {
    const { provider, api, baseUrl, kept } = await world({ [post]: loggedIn, [read]: user });
    expect(opened(await provider.login(input))).toEqual({
      kind: "granted",
      grant: {
        credential: {
          baseUrl,
          secrets: { token: "secret:made-up-bearer-token-of-babel" },
          details: { userId: "3f2c" },
          expiresAt: null,
          given: false,
        },
        identity: dana,
        session: { id: null, expiresAt: "2026-01-01T00:30:00.000Z" },
        notices: [
          {
            code: "expiry_assumed",
            message: "The server does not say in which unit the token's life is given; seconds are assumed.",
          },
        ],
      },
    });
    expect(api.calls()).toEqual(["POST /licensing/v1/auth/login", "GET /licensing/v1/auth/user"]);
    expect(api.received[0]?.body).toEqual({ username: "dana", password: "p\u00e4ss" });
    expect(api.received[0]?.headers["x-api-key"]).toBeUndefined();
    expect(api.received[1]?.headers.authorization).toBe("Bearer made-up-bearer-token-of-babel");
    expect(kept).toEqual(["made-up-bearer-token-of-babel"]);
  });

  it("sends and keeps the API key, in the header that the server is set to", async () => {
    const { provider, api } = await world(
      { [post]: loggedIn, [read]: user },
      { apiKeyHeader: "X-Licence-Key" },
    );
    const step = await provider.login(withKey);
    expect(opened(step)).toMatchObject({
      grant: { credential: { secrets: { apiKey: "secret:api_made-up", token: expect.any(String) } } },
    });
    expect(api.received.map(({ headers }) => headers["x-licence-key"])).toEqual([
      "api_made-up",
      "api_made-up",
    ]);
  });

  it("keeps the key out of headers that mean something else", async () => {
    const { create } = babel;
    const make = async () => create({ ...(await deps()), settings: { apiKeyHeader: "Authorization" } });
    await expect(failureOf(make())).resolves.toEqual([
      "usage",
      "The API key cannot travel in the header authorization.",
      "Give the header that the server is set to: --set apiKeyHeader=NAME",
    ]);
  });

  const end = "2026-01-01T01:00:00.000Z";
  it.each([
    ["a JWT's own claim before expiresIn", jwt({ exp: 1767229200 }), 1800, end, end],
    ["a JWT without one: assumed", jwt({ sub: "dana" }), 3600, end, null],
    ["a JWT that counts milliseconds", jwt({ exp: 1767229200000 }), undefined, null, null],
    ["0, which is unknown", "opaque-token", 0, null, null],
    ["nothing", "opaque-token", undefined, null, null],
    ["less than nothing", "opaque-token", -1, null, null],
    ["a text", "opaque-token", "1800", null, null],
    ["more than a lifetime", "opaque-token", 1e20, null, null],
  ])("ends by %s", async (_, token, expiresIn, shown, kept) => {
    const body = at(at(loggedIn.body, "token", token), "expiresIn", expiresIn);
    const { provider } = await world({ [post]: { body }, [read]: user });
    expect(opened(await provider.login(input))).toMatchObject({
      grant: { session: { expiresAt: shown }, credential: { expiresAt: kept } },
    });
  });

  it("is ended again when it does not work", async () => {
    const { provider, api } = await world({
      [post]: loggedIn,
      [read]: { status: 403 },
      [logout]: { body: fixture("babel/logout") },
    });
    expect(await failureOf(provider.login(input))).toEqual(["forbidden", "Babel Licensing forbids this."]);
    expect(api.calls().at(-1)).toBe("POST /licensing/v1/auth/logout");
  });
});

describe("a refused login at Babel", () => {
  const problem = {
    type: "about:blank",
    title: "Bad Request",
    status: 400,
    detail: "no body",
    traceId: "00-1",
  };
  it.each([
    [
      "success: false",
      { body: { success: false, code: 12, message: "wrong password" } },
      ["refused", "Babel Licensing refused: wrong password (code 12)", attempts],
    ],
    [
      "no success at all",
      { body: { message: "locked out" } },
      ["refused", "Babel Licensing refused: locked out", attempts],
    ],
    [
      "success as a text",
      { body: at(loggedIn.body, "success", "true") },
      ["refused", "Babel Licensing refused.", attempts],
    ],
    ["a code alone", { body: { code: 7 } }, ["refused", "Babel Licensing refused: code 7", attempts]],
    ["an empty object", { body: {} }, ["refused", "Babel Licensing refused.", attempts]],
    ["401, empty", { status: 401 }, ["bad_credentials", "Babel Licensing refused the login.", keyHint]],
    [
      "401, text",
      { status: 401, body: "Who?", type: "text/plain" },
      ["bad_credentials", "Babel Licensing refused the login: Who?", keyHint],
    ],
    [
      "401, a page",
      { status: 401, body: "<html>x", type: "text/html" },
      ["bad_credentials", "Babel Licensing refused the login.", keyHint],
    ],
    ["403, empty", { status: 403 }, ["forbidden", "Babel Licensing forbids this.", attempts]],
    [
      "a problem",
      { status: 400, body: problem, type: "application/problem+json" },
      ["provider_error", "Babel Licensing answered 400: Bad Request: no body", attempts],
    ],
    [
      "success with another status",
      { status: 400, body: loggedIn.body },
      ["provider_error", "Babel Licensing answered 400.", attempts],
    ],
  ])("%s", async (_, answer, expected) => {
    const { provider, api } = await world({ [post]: answer });
    await expect(failureOf(provider.login(input))).resolves.toEqual(expected);
    expect(api.received).toHaveLength(1);
  });

  it.each([
    [input, "The server may want an API key beside the login: --secret apiKey=SOURCE"],
    [withKey, "Check the API key that goes with the login: --secret apiKey=SOURCE"],
  ])("is refused where the user cannot be read with it, and is ended", async (given, hint) => {
    const ended = { body: { success: true } };
    const routes = { [post]: loggedIn, [read]: { status: 401 }, [logout]: ended };
    const { provider, api } = await world(routes);
    await expect(failureOf(provider.login(given))).resolves.toEqual([
      "refused",
      "Babel Licensing took the password, and then refused the login that it gave for it.",
      hint,
    ]);
    expect(api.calls()).toEqual([post, read, logout].map((call) => call.replace("/v1", "/licensing/v1")));
  });

  it("does not advise a key that was sent", async () => {
    const { provider } = await world({ [post]: { status: 401 } });
    await expect(failureOf(provider.login(withKey))).resolves.toEqual([
      "bad_credentials",
      "Babel Licensing refused the login.",
      attempts,
    ]);
  });

  it.each([undefined, null, "", 7, "two\r\nlines", "x".repeat(20_000)])(
    "success with token %j is nonsense",
    async (token) => {
      const { provider } = await world({ [post]: { body: at(loggedIn.body, "token", token) } });
      await expect(failureOf(provider.login(input))).resolves.toEqual([
        "bad_answer",
        "The provider's answer has no usable token at token.",
      ]);
    },
  );
});

async function deps() {
  return {
    http: { send: () => Promise.reject(new Error("nothing is sent")) },
    clock: { now: () => new Date(0), monotonicMs: () => 0, sleep: async () => undefined },
    keep: (value: string) => new Secret(value),
    baseUrl: "https://babel.example",
  };
}
