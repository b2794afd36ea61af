import { describe, expect, it } from "vitest";
import { amity } from "../../../src/providers/amity/index.ts";
import type { Routes } from "../../support/fake-api.ts";
import { at, fixture } from "../../support/fixture.ts";
import { failureOf, opened, providerWorld, secrets } from "../../support/provider-world.ts";

const registered = { body: fixture("amity/session") };
const verified = { body: fixture("amity/verified") };
const unauthorized = { status: 401, body: fixture("amity/unauthorized") };
const ended = { "DELETE /api/v4/sessions": { body: { success: true } } };
const register = "POST /api/v3/sessions";
const verify = "GET /api/v3/sessions";
const mint = "POST /api/v4/authentication/token";
const settings = { region: "us", apiVersion: "v3", deviceId: "device-1" };
const input = { username: "dana", secrets: secrets({ apiKey: "made-up-api-key" }), settings };
const world = (routes: Routes, more = {}) =>
  providerWorld(amity, routes, { settings: { ...settings, ...more } });
const dana = { id: "dana", login: "dana", name: "Dana Petrov", email: null };
const session = { id: null, expiresAt: "2026-01-31T00:00:00.000Z" };
const insecureHint =
  "Check API key and region; a network in secure mode wants --secret authToken=SOURCE or serverKey=SOURCE too.";

describe("a login at Amity", () => {
  it("registers user and device, verifies the token, and keeps the API key for renewal", async () => {
    const { provider, api, baseUrl, kept } = await world({ [register]: registered, [verify]: verified });
    expect(opened(await provider.login(input))).toEqual({
      kind: "granted",
      grant: {
        credential: {
          baseUrl,
          secrets: { accessToken: "secret:made-up-access-token-of-amity", apiKey: "secret:made-up-api-key" },
          details: { userId: "dana", deviceId: "device-1" },
          expiresAt: "2026-01-31T00:00:00.000Z",
          given: false,
        },
        identity: dana,
        session,
        notices: [
          {
            code: "new_user_possible",
            message:
              "Amity creates a user for an id that it does not know: check that dana is the one you meant.",
          },
        ],
      },
    });
    const [posted, checked] = api.received;
    expect(posted?.body).toEqual({
      userId: "dana",
      deviceId: "device-1",
      deviceInfo: { kind: "node", model: "fob" },
    });
    expect(posted?.headers["x-api-key"]).toBe("made-up-api-key");
    expect(checked?.headers.authorization).toBe("Bearer made-up-access-token-of-amity");
    expect(kept).toEqual(["made-up-access-token-of-amity"]);
  });

  it.each([
    [undefined, ["new_user_possible"]],
    [null, ["new_user_possible"]],
    ["Dana", ["new_user_possible"]],
    ["dana", []],
  ])("warns that the user may be new, but where the profile knows it: %j", async (knownUser, codes) => {
    const { provider } = await world({ [register]: registered, [verify]: verified });
    const step = await provider.login({ ...input, ...(knownUser === undefined ? {} : { knownUser }) });
    expect(step.kind === "granted" && step.grant.notices.map(({ code }) => code)).toEqual(codes);
  });

  it.each(["v3", "v4", "v5"])("speaks %s where that is set", async (apiVersion) => {
    const routes = { [`POST /api/${apiVersion}/sessions`]: registered, [verify]: verified };
    const { provider } = await world(routes, { apiVersion });
    expect(await provider.login(input)).toMatchObject({ kind: "granted" });
  });

  it.each([
    ["raw text", { body: "made-up-auth-token\n", type: "text/plain" }],
    ["a JSON string", { body: '"made-up-auth-token"', type: "application/json" }],
  ])("makes its auth token with the server key: %s", async (_, token) => {
    const { provider, api } = await world({ [mint]: token, [register]: registered, [verify]: verified });
    const given = secrets({ apiKey: "made-up-api-key", serverKey: "made-up-server-key" });
    const step = await provider.login({ ...input, secrets: given });
    expect(api.received[0]).toMatchObject({
      headers: { "x-server-key": "made-up-server-key" },
      body: { userId: "dana" },
    });
    expect(api.received[1]?.body).toMatchObject({ authToken: "made-up-auth-token" });
    expect(JSON.stringify(opened(step))).not.toMatch(/server-key|auth-token/);
  });

  it("sends the auth token that was given rather than making one", async () => {
    const { provider, api } = await world({ [register]: registered, [verify]: verified });
    const given = secrets({ apiKey: "k", serverKey: "s", authToken: "made-up-auth-token" });
    await provider.login({ ...input, secrets: given });
    expect(api.received[0]?.body).toMatchObject({ authToken: "made-up-auth-token" });
  });

  it.each([
    ["an end that is no date", "expiresAt", "soon", null],
    ["no end", "expiresAt", undefined, null],
    ["no refresh token", "refreshToken", undefined, session.expiresAt],
  ])("takes an answer with %s", async (_, path, value, expiresAt) => {
    const body = at(registered.body, path, value);
    const { provider } = await world({ [register]: { body }, [verify]: verified });
    expect(opened(await provider.login(input))).toMatchObject({ grant: { session: { expiresAt } } });
  });

  it.each([
    ["users.0.isDeleted", "This user of Amity has been deleted."],
    ["users.0.isGlobalBan", "This user of Amity is banned from the network."],
    ["users.0.isGlobalBanned", "This user of Amity is banned from the network."],
  ])("is refused, and ended, for a user with %s", async (path, message) => {
    const { provider, api } = await world({
      [register]: { body: at(registered.body, path, true) },
      ...ended,
    });
    await expect(failureOf(provider.login(input))).resolves.toEqual([
      "refused",
      message,
      "Ask the network's administrator.",
    ]);
    expect(api.calls().at(-1)).toBe("DELETE /api/v4/sessions");
  });

  it("takes no user but the one asked for", async () => {
    const body = at(registered.body, "users.0.userId", "somebody");
    const { provider } = await world({ [register]: { body }, ...ended });
    await expect(failureOf(provider.login(input))).resolves.toEqual([
      "bad_answer",
      "The provider's answer has not the user asked for at users.",
    ]);
  });

  it.each([
    [unauthorized, ["bad_credentials", "Amity refused the login: Unauthorized", insecureHint]],
    [
      { status: 403, body: { status: "error", code: 400312, message: "User is banned" } },
      ["blocked", "Amity refused: User is banned", "Ask the network's administrator."],
    ],
    [{ status: 403, body: { status: "fail", code: 400300 } }, ["forbidden", "Amity refused.", insecureHint]],
    [
      { status: 400, body: { code: 400311, message: "RateLimit Exceed" } },
      ["rate_limited", "Amity refused: RateLimit Exceed", insecureHint],
    ],
    [
      { status: 422, body: { code: 500000, message: "userId too long" } },
      ["provider_error", "Amity answered 422: userId too long", insecureHint],
    ],
    [{ body: {} }, ["bad_answer", "The provider's answer has no usable token at accessToken."]],
  ])("fails on %j", async (answer, expected) => {
    const { provider, api } = await world({ [register]: answer });
    await expect(failureOf(provider.login(input))).resolves.toEqual(expected);
    expect(api.received).toHaveLength(1);
  });

  it.each([
    ["a user id that is a path", { username: ".." }, ".. cannot be a user id at Amity."],
    ["a user id of two segments", { username: "a/b" }, "a/b cannot be a user id at Amity."],
    ["a user id of 51", { username: "x".repeat(51) }, "A user id for Amity has 1 to 50 characters, not 51."],
    ["no user id", { username: "" }, "A user id for Amity has 1 to 50 characters, not 0."],
    [
      "a device id of 151",
      { settings: { ...settings, deviceId: "x".repeat(151) } },
      "A device id for Amity has 1 to 150 characters, not 151.",
    ],
    [
      "an auth token of 101",
      { secrets: secrets({ apiKey: "k", authToken: "x".repeat(101) }) },
      "The auth token is longer than the 100 characters that the API takes.",
    ],
    [
      "a broken API key",
      { secrets: secrets({ apiKey: "two\nlines" }) },
      "The API key holds a space or a character that no header can carry.",
    ],
  ])("sends nothing with %s", async (_, change, message) => {
    const { provider, api } = await world({});
    const [code, said] = (await failureOf(provider.login({ ...input, ...change }))) as string[];
    expect([code, said]).toEqual(["usage", message]);
    expect(api.calls()).toEqual([]);
  });

  it.each(["ADMIN_dana", "DELETED_dana"])("v5 takes no user id like %s", async (username) => {
    const { provider } = await world({}, { apiVersion: "v5" });
    await expect(failureOf(provider.login({ ...input, username }))).resolves.toEqual([
      "usage",
      "A user id for Amity's v5 API cannot start with ADMIN_ or DELETED_.",
    ]);
  });
});

describe("an auth token of Amity", () => {
  const checkKey = "Check the server key and the region.";
  const given = { ...input, secrets: secrets({ apiKey: "k", serverKey: "made-up-server-key" }) };
  it.each([
    [
      { status: 401, body: "Unauthorized", type: "text/plain" },
      ["bad_credentials", "Amity refused the login: Unauthorized", checkKey],
    ],
    [
      { status: 403, body: { code: 400300, message: "secure mode off" } },
      [
        "forbidden",
        "Amity refused: secure mode off",
        "Auth tokens exist in secure mode alone: leave the server key out if the network is not in it.",
      ],
    ],
    [
      { body: "", type: "text/plain" },
      ["bad_answer", "The provider's answer has no usable token at the body."],
    ],
    [
      { body: "two words", type: "text/plain" },
      ["bad_answer", "The provider's answer has no usable token at the body."],
    ],
    [{ body: "x".repeat(101) }, ["bad_answer", "The provider's auth token is longer than 100 characters."]],
    [{ body: "<html></html>" }, ["bad_answer", "A web page came where an auth token was due."]],
    [{ body: "welcome", type: "text/html" }, ["bad_answer", "A web page came where an auth token was due."]],
    [{ body: { token: "x" } }, ["bad_answer", "The provider's answer is no auth token."]],
    [{ body: '"half', type: "application/json" }, ["bad_answer", "The provider's answer is no auth token."]],
  ])("fails on %j, and nobody is registered", async (answer, expected) => {
    const { provider, api } = await world({ [mint]: answer });
    await expect(failureOf(provider.login(given))).resolves.toEqual(expected);
    expect(api.calls()).toEqual([mint]);
  });
});
