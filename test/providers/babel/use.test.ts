import { describe, expect, it } from "vitest";
import { Secret } from "../../../src/core/secret.ts";
import { babel } from "../../../src/providers/babel/index.ts";
import type { Routes } from "../../support/fake-api.ts";
import { at, fixture } from "../../support/fixture.ts";
import { failureCode, failureOf, opened, providerWorld, secrets } from "../../support/provider-world.ts";

const user = { body: fixture("babel/user") };
const dana = { id: "3f2c", login: "dana", name: "Dana Petrov", email: "dana@example.com" };
const read = "GET /v1/auth/user";
const logoutAt = "POST /v1/auth/logout";
const mintAt = "POST /v1/api-keys";

async function world(routes: Routes, kept: Readonly<Record<string, string>> = { token: "made-up-token" }) {
  const made = await providerWorld(babel, routes, { basePath: "/licensing" });
  const credential = {
    baseUrl: made.baseUrl,
    secrets: secrets(kept),
    details: { userId: "3f2c" },
    expiresAt: null,
    given: false,
  };
  const { logout, mintMachineToken } = made.provider;
  if (!logout || !mintMachineToken) throw new Error("a member is missing");
  return { ...made, credential, logout, mintMachineToken };
}

describe("who a Babel login is", () => {
  it("is read with token and key together, and no more of it than is named", async () => {
    const { provider, credential, api } = await world(
      { [read]: user },
      { token: "made-up-token", apiKey: "api_key" },
    );
    expect(await provider.whoami(credential)).toEqual({
      identity: dana,
      session: { id: null, expiresAt: null },
    });
    expect(api.received[0]?.headers).toMatchObject({
      authorization: "Bearer made-up-token",
      "x-api-key": "api_key",
    });
  });

  it.each([
    ["an empty 401", { status: 401 }, "login_expired"],
    ["an empty 403", { status: 403 }, "forbidden"],
    ["no success", { body: at(user.body, "success", undefined) }, "refused"],
    ["no user", { body: { success: true } }, "bad_answer"],
  ])("%s", async (_, answer, code) => {
    const { provider, credential } = await world({ [read]: answer });
    expect(await failureCode(provider.whoami(credential))).toBe(code);
  });

  it("says nothing that the server leaves out", async () => {
    const { provider, credential } = await world({ [read]: { body: { success: true, user: { id: 7 } } } });
    const { identity } = await provider.whoami(credential);
    expect(identity).toEqual({ id: "7", login: null, name: null, email: null });
  });
});

describe("taking on a token of Babel", () => {
  const input = { username: null, settings: {} };
  const exp = `x.${Buffer.from('{"exp":1767229200}').toString("base64url")}.y`;
  it.each([
    ["an API key", "api_made-up", {}, { apiKey: "secret:api_made-up" }, null],
    ["a bearer token", "opaque", {}, { token: "secret:opaque" }, null],
    [
      "a JWT with a key",
      exp,
      { apiKey: "k" },
      { token: `secret:${exp}`, apiKey: "secret:k" },
      "2026-01-01T01:00:00.000Z",
    ],
  ])("%s", async (_, token, given, kept, expiresAt) => {
    const { provider, baseUrl } = await world({ [read]: user });
    const grant = await provider.adopt({ ...input, secrets: secrets(given), token: new Secret(token) });
    expect(opened(grant)).toEqual({
      credential: { baseUrl, secrets: kept, details: { userId: "3f2c" }, expiresAt, given: true },
      identity: dana,
      session: { id: null, expiresAt },
      notices: [],
    });
  });

  it("says that a refused token was refused", async () => {
    const { provider } = await world({ [read]: { status: 401 } });
    await expect(
      failureOf(provider.adopt({ ...input, secrets: {}, token: new Secret("t") })),
    ).resolves.toEqual([
      "bad_credentials",
      "Babel Licensing refused the token.",
      "The server may want its API key too: --secret apiKey=SOURCE",
    ]);
  });
});

describe("logout at Babel", () => {
  it.each([
    ["confirmed", { body: fixture("babel/logout") }, "revoked"],
    ["already dead", { status: 401 }, "already_gone"],
    ["not confirmed", { body: {} }, "refused"],
    ["a page", { body: "<html></html>", type: "text/html" }, "bad_answer"],
    ["a page with 401", { status: 401, body: "<html></html>", type: "text/html" }, "bad_answer"],
    ["nothing", { status: 204 }, "bad_answer"],
    ["an error", { status: 500 }, "provider_error"],
  ])("%s", async (_, answer, expected) => {
    const { logout, credential, api } = await world({ [logoutAt]: answer });
    expect(await logout(credential).catch((error) => error.code)).toBe(expected);
    expect(api.received[0]?.body).toEqual({});
  });

  it("has nothing to end for an API key", async () => {
    const { logout, credential } = await world({}, { apiKey: "api_made-up" });
    expect(await failureCode(logout(credential))).toBe("unsupported");
  });
});

describe("an API key of Babel", () => {
  const made = { id: 7, name: "build", key: "api_made-up" };
  const request = { name: "build", readOnly: false, expiresInS: null, secrets: {} };
  const notices = [
    {
      code: "revocation_delayed",
      message: "The server remembers keys for a while: a revoked one may work for up to 3 more minutes.",
    },
  ];

  it.each([
    ["within apiKey", { body: { success: true, apiKey: made } }],
    ["beside apiKey", { body: { success: true, apiKey: { id: 7, name: "build" }, key: "api_made-up" } }],
    ["on top", { body: { success: true, ...made } }],
  ])("is found %s", async (_, answer) => {
    const { mintMachineToken, credential, baseUrl, api, kept } = await world({ [mintAt]: answer });
    expect(opened(await mintMachineToken(credential, request))).toEqual({
      id: "7",
      name: "build",
      token: "secret:api_made-up",
      tokenType: "api_key",
      readOnly: false,
      expiresAt: null,
      credential: {
        baseUrl,
        secrets: { apiKey: "secret:api_made-up" },
        details: { userId: "3f2c" },
        expiresAt: null,
        given: true,
      },
      notices,
    });
    expect(api.received[0]?.body).toEqual({ apiKey: { name: "build", ownerId: "3f2c", permissions: 3 } });
    expect(kept).toEqual(["api_made-up"]);
  });

  it("is read-only and ends when asked for", async () => {
    const { mintMachineToken, credential, api } = await world({
      [mintAt]: { body: { success: true, apiKey: made } },
    });
    const token = await mintMachineToken(credential, { ...request, readOnly: true, expiresInS: 86_400 });
    expect(opened([token.readOnly, token.expiresAt])).toEqual([true, "2026-01-02T00:00:00.000Z"]);
    expect(api.received[0]?.body).toEqual({
      apiKey: { name: "build", ownerId: "3f2c", permissions: 1, expireDate: "2026-01-02T00:00:00.000Z" },
    });
  });

  it("asks who its owner is where that is not known", async () => {
    const { mintMachineToken, credential, api } = await world({
      [read]: user,
      [mintAt]: { body: { success: true, apiKey: made } },
    });
    await mintMachineToken({ ...credential, details: {} }, request);
    expect(api.received[1]?.body).toMatchObject({ apiKey: { ownerId: "3f2c" } });
  });

  const lookForIt = "A key may have been made: look for its name under API keys in the web application.";
  it.each([
    ["no key", { body: { success: true, apiKey: { id: 7 } } }, ["bad_answer", lookForIt]],
    [
      "too many rights",
      { body: { success: true, apiKey: { ...made, permissions: 3 } } },
      ["bad_answer", lookForIt],
    ],
    ["an error", { status: 500 }, ["outcome_unknown", lookForIt]],
    ["a page", { body: "<html></html>", type: "text/html" }, ["outcome_unknown", lookForIt]],
    ["nothing", { status: 204 }, ["outcome_unknown", lookForIt]],
    ["a refusal", { body: { success: false } }, ["refused", undefined]],
    ["403", { status: 403 }, ["forbidden", undefined]],
  ])("fails with %s", async (_, answer, [code, hint]) => {
    const { mintMachineToken, credential, api } = await world({ [mintAt]: answer });
    const failed = (await failureOf(
      mintMachineToken(credential, { ...request, readOnly: true }),
    )) as string[];
    expect([failed[0], failed[2]]).toEqual([code, hint]);
    expect(api.received).toHaveLength(1);
  });
});
