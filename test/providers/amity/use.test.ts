import { describe, expect, it } from "vitest";
import { Secret } from "../../../src/core/secret.ts";
import { amity } from "../../../src/providers/amity/index.ts";
import type { Routes } from "../../support/fake-api.ts";
import { at, fixture } from "../../support/fixture.ts";
import { failureCode, failureOf, opened, providerWorld, secrets } from "../../support/provider-world.ts";

const dana = { id: "dana", login: "dana", name: "Dana Petrov", email: null };
const verified = { body: fixture("amity/verified") };
const user = { body: fixture("amity/user") };
const registered = { body: fixture("amity/session") };
const unauthorized = { status: 401, body: fixture("amity/unauthorized") };
const verify = "GET /api/v3/sessions";
const readUser = "GET /api/v3/users/dana";
const register = "POST /api/v3/sessions";
const mint = "POST /api/v4/authentication/token";
const end = "DELETE /api/v4/sessions";

async function world(routes: Routes, kept: Readonly<Record<string, string>> = { apiKey: "made-up-api-key" }) {
  const made = await providerWorld(amity, routes);
  const credential = {
    baseUrl: made.baseUrl,
    secrets: { accessToken: new Secret("made-up-access"), ...secrets(kept) },
    details: { userId: "dana", deviceId: "device-1" },
    expiresAt: null,
    given: false,
  };
  const { renew, logout, revokeUser, mintMachineToken } = made.provider;
  if (!renew || !logout || !revokeUser || !mintMachineToken) throw new Error("a member is missing");
  return { ...made, credential, renew, logout, revokeUser, mintMachineToken };
}

describe("who an Amity login is", () => {
  it("is verified, then read by its user id", async () => {
    const { provider, api, credential } = await world({ [verify]: verified, [readUser]: user });
    expect(await provider.whoami(credential)).toEqual({
      identity: dana,
      session: { id: null, expiresAt: null },
    });
    expect(api.received.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer made-up-access",
      "Bearer made-up-access",
    ]);
  });

  it.each([
    ["401", unauthorized, "login_expired"],
    ["400100 with another status", { ...unauthorized, status: 403 }, "login_expired"],
    ["text", { status: 401, body: "Unauthorized", type: "text/plain" }, "login_expired"],
    ["a ban", { status: 403, body: { code: 400312 } }, "blocked"],
    ["403", { status: 403 }, "forbidden"],
    ["404", { status: 404, body: { code: 400400 } }, "provider_error"],
    ["500", { status: 500, body: { code: 500000 } }, "provider_error"],
  ])("%s", async (_, answer, code) => {
    const { provider, credential } = await world({ [verify]: answer });
    expect(await failureCode(provider.whoami(credential))).toBe(code);
  });

  it("picks its own entry of many, and refuses one that is banned", async () => {
    const [me] = user.body.users as [object];
    const users = [{ userId: "other" }, { ...me, isGlobalBanned: true }];
    const { provider, credential } = await world({ [verify]: verified, [readUser]: { body: { users } } });
    expect(await failureCode(provider.whoami(credential))).toBe("refused");
  });

  it("is refused for a user whom the token is not shown, by the API's own word alone", async () => {
    const unknown = { status: 404, body: { code: 400400, message: "userId Not Found" } };
    const asked = await world({ [verify]: verified, [readUser]: unknown });
    await expect(failureOf(asked.provider.whoami(asked.credential))).resolves.toEqual([
      "refused",
      "Amity shows this token no user dana.",
      "Check --username: it is the id of the user whose token it is.",
    ]);
    const page = { status: 404, body: "<html>nothing here</html>", type: "text/html" };
    const { provider, credential } = await world({ [verify]: verified, [readUser]: page });
    expect(await failureCode(provider.whoami(credential))).toBe("provider_error");
  });

  it("is taken on with the user id that goes with the token", async () => {
    const { provider, baseUrl } = await world({ [verify]: verified, [readUser]: user });
    const token = new Secret("made-up-access");
    const byName = { username: "dana", settings: {}, secrets: {}, token };
    const byId = { username: null, settings: { userId: "dana" }, secrets: {}, token };
    for (const input of [byName, byId]) {
      expect(opened(await provider.adopt(input))).toEqual({
        credential: {
          baseUrl,
          secrets: { accessToken: "secret:made-up-access" },
          details: { userId: "dana" },
          expiresAt: null,
          given: true,
        },
        identity: dana,
        session: { id: null, expiresAt: null },
        notices: [],
      });
    }
  });

  it("cannot be taken on without one, nor with a token that is refused", async () => {
    const token = new Secret("made-up-access");
    const { provider } = await world({ [verify]: unauthorized });
    const input = { username: null, secrets: {}, settings: {}, token };
    await expect(failureOf(provider.adopt(input))).resolves.toEqual([
      "input_needed",
      "Amity does not tell whose token this is.",
      "Give --username USERID, or --set userId=USERID",
    ]);
    await expect(failureOf(provider.adopt({ ...input, username: "dana" }))).resolves.toEqual([
      "bad_credentials",
      "Amity refused the access token.",
      "Check that it is of this region's network and has not expired.",
    ]);
  });
});

describe("renewing an Amity login", () => {
  it("registers the same user and device again", async () => {
    const { renew, api, credential, baseUrl } = await world({ [register]: registered });
    expect(opened(await renew(credential, {}))).toEqual({
      credential: {
        baseUrl,
        secrets: { accessToken: "secret:made-up-access-token-of-amity", apiKey: "secret:made-up-api-key" },
        details: { userId: "dana", deviceId: "device-1" },
        expiresAt: "2026-01-31T00:00:00.000Z",
        given: false,
      },
      identity: dana,
      session: { id: null, expiresAt: "2026-01-31T00:00:00.000Z" },
      notices: [],
    });
    expect(api.received[0]).toMatchObject({
      headers: { "x-api-key": "made-up-api-key" },
      body: { userId: "dana", deviceId: "device-1" },
    });
  });

  it("makes a fresh auth token with the server key", async () => {
    const { renew, api, credential } = await world({ [mint]: { body: "fresh" }, [register]: registered });
    await renew(credential, secrets({ serverKey: "made-up-server-key" }));
    expect(api.received[1]?.body).toMatchObject({ authToken: "fresh" });
  });

  it("tries once more after a server's error, not more often", async () => {
    const { renew, credential, api } = await world({ [register]: [{ status: 500 }, registered] });
    expect((await renew(credential, {})).identity).toEqual(dana);
    expect(api.received).toHaveLength(2);
    const twice = await world({ [register]: { status: 500 } });
    expect(await failureCode(twice.renew(twice.credential, {}))).toBe("outcome_unknown");
    expect(twice.api.received).toHaveLength(2);
  });

  it.each([
    ["401", unauthorized, "login_expired"],
    ["secure mode", { status: 403, body: { code: 400300 } }, "login_expired"],
    ["a ban", { status: 403, body: { code: 400312 } }, "blocked"],
    ["another user", { body: at(registered.body, "users.0.userId", "x") }, "bad_answer"],
  ])("%s ends as %s", async (_, answer, code) => {
    const { renew, credential } = await world({ [register]: answer });
    expect(await failureCode(renew(credential, {}))).toBe(code);
  });

  it("is not possible without the API key", async () => {
    const { renew, credential } = await world({}, {});
    await expect(failureOf(renew(credential, {}))).resolves.toEqual([
      "login_expired",
      "The Amity login cannot be renewed: no API key is kept with it.",
      "Log in again: fob login amity; or give --secret serverKey=SOURCE",
    ]);
  });
});

describe("ending Amity sessions", () => {
  it.each([
    ["confirmed", { body: { success: true } }, "revoked"],
    ["already dead", unauthorized, "already_gone"],
    ["already dead, with another status", { ...unauthorized, status: 403 }, "already_gone"],
    ["forbidden by its code", { status: 403, body: { code: 400300 } }, "forbidden"],
    ["unknown", { status: 404, body: { code: 400400 } }, "already_gone"],
    ["not confirmed", { body: { success: false } }, "bad_answer"],
    ["silent", { body: {} }, "bad_answer"],
    ["a page", { body: "<html></html>", type: "text/html" }, "bad_answer"],
    ["a page with 401", { status: 401, body: "<html></html>", type: "text/html" }, "bad_answer"],
    ["forbidden", { status: 403 }, "forbidden"],
  ])("logout: %s", async (_, answer, expected) => {
    const { logout, credential, api } = await world({ [end]: answer });
    const result = await logout(credential).catch((error) => error.code);
    expect(result).toBe(expected);
    expect(api.received[0]?.headers.authorization).toBe("Bearer made-up-access");
  });

  const endAll = "DELETE /api/v4/sessions/users/dana";
  it.each([
    ["confirmed", { body: { success: true } }, "revoked"],
    ["no such user", { status: 404, body: { code: 400400 } }, "already_gone"],
    ["no admin token", unauthorized, "bad_credentials"],
    ["only administrators", { ...unauthorized, status: 403 }, "bad_credentials"],
    ["forbidden", { status: 403, body: { code: 400301 } }, "forbidden"],
  ])("all of a user's: %s", async (_, answer, expected) => {
    const { revokeUser, api } = await world({ [endAll]: answer });
    const result = await revokeUser("dana", new Secret("made-up-admin")).catch((error) => error.code);
    expect(result).toBe(expected);
    expect(api.received[0]?.headers.authorization).toBe("Bearer made-up-admin");
  });
});

describe("a machine's token of Amity", () => {
  const request = { name: null, readOnly: false, expiresInS: null };
  it("is an auth token made with the server key", async () => {
    const { mintMachineToken, credential, kept } = await world({ [mint]: { body: "made-up-auth" } });
    const given = secrets({ serverKey: "made-up-server-key" });
    expect(opened(await mintMachineToken(credential, { ...request, secrets: given }))).toEqual({
      id: null,
      name: null,
      token: "secret:made-up-auth",
      tokenType: "auth_token",
      readOnly: null,
      expiresAt: null,
      credential: null,
      notices: [{ code: "short_lived", message: "An auth token of Amity lives about 10 minutes." }],
    });
    expect(kept).toEqual(["made-up-auth"]);
  });

  it("cannot be made without it", async () => {
    const { mintMachineToken, credential } = await world({});
    await expect(failureOf(mintMachineToken(credential, { ...request, secrets: {} }))).resolves.toEqual([
      "input_needed",
      "Amity makes an auth token for who holds the server key.",
      "Give --secret serverKey=SOURCE",
    ]);
  });
});
