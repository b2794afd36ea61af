import { describe, expect, it } from "vitest";
import { productive } from "../../../src/providers/productive/index.ts";
import type { Routes } from "../../support/fake-api.ts";
import { at, fixture } from "../../support/fixture.ts";
import { failureOf, opened, providerWorld, secrets } from "../../support/provider-world.ts";

const basePath = "/api/v2";
const jsonApi = "application/vnd.api+json; charset=utf-8";
const made = { status: 201, body: fixture("productive/login"), type: jsonApi };
const user = { body: fixture("productive/user"), type: jsonApi };
const ended = { "DELETE /sessions/2153": { status: 204 } };
const input = { username: "dana@example.com", secrets: secrets({ password: "p\u00e4ss" }), settings: {} };

const world = (routes: Routes) => providerWorld(productive, routes, { basePath });

describe("a login at Productive", () => {
  it("is a session whose user was read with its token", async () => {
    const { provider, api, baseUrl, kept } = await world({ "POST /sessions": made, "GET /users/7443": user });
    expect(opened(await provider.login(input))).toEqual({
      kind: "granted",
      grant: {
        credential: {
          baseUrl,
          secrets: { token: "secret:00000008-feed-4bad-8bad-c0ffee000008" },
          details: { sessionId: "2153", userId: "7443", kind: "user" },
          expiresAt: "2024-05-02T04:15:09.548Z",
          given: false,
        },
        identity: { id: "7443", login: "dana@example.com", name: "Dana Petrov", email: "dana@example.com" },
        session: { id: "2153", expiresAt: "2024-05-02T04:15:09.548Z" },
        notices: [],
      },
    });
    expect(kept).toEqual(["00000008-feed-4bad-8bad-c0ffee000008"]);
    const [posted, read] = api.received;
    expect(posted).toMatchObject({
      method: "POST",
      url: "/api/v2/sessions",
      body: { data: { type: "sessions", attributes: { email: "dana@example.com", password: "p\u00e4ss" } } },
      headers: { "content-type": "application/vnd.api+json" },
    });
    expect(posted?.headers["x-auth-token"]).toBeUndefined();
    expect(read).toMatchObject({
      url: "/api/v2/users/7443",
      headers: { "x-auth-token": "00000008-feed-4bad-8bad-c0ffee000008" },
    });
  });

  it("sends the organization along once there is a token", async () => {
    const routes = { "POST /sessions": made, "GET /users/7443": user };
    const { provider, api } = await providerWorld(productive, routes, {
      basePath,
      settings: { organizationId: "17" },
    });
    await provider.login(input);
    expect(api.received.map(({ headers }) => headers["x-organization-id"])).toEqual([undefined, "17"]);
  });

  it("is pending where the account has a second factor, with or without a token", async () => {
    for (const token of ["pending-token", null, "", undefined]) {
      const body = at(at(made.body, "data.attributes.two_factor_auth", true), "data.attributes.token", token);
      const { provider, api, baseUrl } = await world({ "POST /sessions": { ...made, body } });
      expect(opened(await provider.login(input))).toEqual({
        kind: "otp",
        pending: {
          baseUrl,
          secrets: token ? { token: `secret:${token}` } : {},
          details: { sessionId: "2153", userId: "7443" },
          expiresAt: null,
          given: false,
        },
        identity: { id: "7443", login: "dana@example.com", name: null, email: "dana@example.com" },
        hint: "Productive asks for the code of your authenticator, or a recovery code.",
      });
      expect(api.calls()).toEqual(["POST /api/v2/sessions"]);
    }
  });

  it("ends the new session again when its user cannot be read", async () => {
    const { provider, api } = await world({
      "POST /sessions": made,
      "GET /users/7443": { status: 403, body: fixture("productive/otp-late"), type: jsonApi },
      ...ended,
    });
    await expect(failureOf(provider.login(input))).resolves.toEqual([
      "forbidden",
      "Productive forbids this: You are not authorized to access this resource",
    ]);
    expect(api.calls().at(-1)).toBe("DELETE /api/v2/sessions/2153");
  });

  it("names the session that could not be ended either", async () => {
    const { provider } = await world({
      "POST /sessions": made,
      "GET /users/7443": { status: 403 },
      "DELETE /sessions/2153": { status: 403 },
    });
    await expect(failureOf(provider.login(input))).resolves.toEqual([
      "forbidden",
      "Productive forbids this. The new session 2153 could not be ended either: it lives on.",
      "End it from a login that works: fob sessions revoke 2153",
    ]);
  });

  it("ends it without the organization, which may be a wrong one", async () => {
    const routes = { "POST /sessions": made, "GET /users/7443": { status: 403 }, ...ended };
    const settings = { organizationId: "99" };
    const { provider, api } = await providerWorld(productive, routes, { basePath, settings });
    await expect(failureOf(provider.login(input))).resolves.toEqual([
      "forbidden",
      "Productive forbids this.",
      "Check the organization: --set organizationId=ID",
    ]);
    const [, read, end] = api.received;
    expect([read, end].map((one) => one?.headers["x-organization-id"])).toEqual(["99", undefined]);
    expect(end?.headers["x-auth-token"]).toBe("00000008-feed-4bad-8bad-c0ffee000008");
  });

  it("is not believed where another user's record comes back", async () => {
    const other = { ...user, body: at(user.body, "data.id", "1") };
    const { provider } = await world({ "POST /sessions": made, "GET /users/7443": other, ...ended });
    await expect(failureOf(provider.login(input))).resolves.toEqual([
      "bad_answer",
      "The provider answered with another user than the one asked for.",
    ]);
  });
});

describe("a refused login at Productive", () => {
  const checkThem = "Check the e-mail address and the password.";
  it.each([
    [
      "wrong password or unknown address",
      { status: 401, body: fixture("productive/login-refused"), type: jsonApi },
      ["bad_credentials", "Productive refused the login: You are not authenticated", checkThem],
    ],
    ["401 without a body", { status: 401 }, ["bad_credentials", "Productive refused the login.", checkThem]],
    [
      "a blank attribute",
      { status: 422, body: fixture("productive/machine-unnamed"), type: jsonApi },
      ["provider_error", "Productive answered 422: name can't be blank", checkThem],
    ],
    [
      "a terminal's control characters in the detail",
      { status: 400, body: { errors: [{ status: 400, detail: "\u001b[2Jbad\u202e \r\n filter" }] } },
      ["provider_error", "Productive answered 400: \\x1b[2Jbad\\u202e filter", checkThem],
    ],
    [
      "more words than fit",
      { status: 400, body: { errors: [{ detail: `${"word ".repeat(60)}` }] } },
      ["provider_error", `Productive answered 400: ${"word ".repeat(39)}word ...`, checkThem],
    ],
    [
      "a web page",
      { status: 400, body: "<html>no</html>", type: "text/html" },
      ["provider_error", "Productive answered 400.", checkThem],
    ],
  ])("%s", async (_, answer, expected) => {
    const { provider, api } = await world({ "POST /sessions": answer });
    await expect(failureOf(provider.login(input))).resolves.toEqual(expected);
    expect(api.calls()).toEqual(["POST /api/v2/sessions"]);
  });
});

describe("an answer to a login that cannot be used", () => {
  const noToken = "The provider's answer has no usable token at data.attributes.token.";
  const noUser = "The provider's answer has no usable id at data.attributes.user_id.";
  it.each([
    ["data.attributes.token", null, noToken],
    ["data.attributes.token", "", noToken],
    ["data.attributes.token", 12345678, noToken],
    ["data.attributes.token", "two\r\nlines", noToken],
    ["data.attributes.token", "a space", noToken],
    ["data.attributes.token", "nul\u0000", noToken],
    ["data.attributes.token", "t\u00f6ken", noToken],
    ["data.attributes.token", "x".repeat(16 * 1024 + 1), noToken],
    ["data.id", "..", "The provider's answer has no usable id at data.id."],
    ["data.id", undefined, "The provider's answer has not an id at data.id."],
    ["data.attributes", undefined, "The provider's answer has not an object at data.attributes."],
    ["data", [], "The provider's answer has not an object at data."],
  ])("%s: %j", async (path, value, message) => {
    const { provider } = await world({ "POST /sessions": { ...made, body: at(made.body, path, value) } });
    await expect(failureOf(provider.login(input))).resolves.toEqual(["bad_answer", message]);
  });

  it.each([null, "..", "a/b", 1.5, 2 ** 53, -1, ""])(
    "user_id: %j, and the session is ended",
    async (value) => {
      const body = at(made.body, "data.attributes.user_id", value);
      const { provider, api } = await world({ "POST /sessions": { ...made, body }, ...ended });
      await expect(failureOf(provider.login(input))).resolves.toEqual(["bad_answer", noUser]);
      expect(api.calls().at(-1)).toBe("DELETE /api/v2/sessions/2153");
    },
  );

  it.each([
    ["a sign-in page", { status: 200, body: "<html>Welcome</html>", type: "text/html" }],
    ["nothing", { status: 204 }],
    ["JSON that is no object", { status: 201, body: "[]", type: jsonApi }],
    ["half of it", { status: 201, body: JSON.stringify(made.body).slice(0, 200), type: jsonApi }],
    ["JSON that is declared as text", { ...made, type: "text/plain" }],
  ])("%s", async (_, answer) => {
    const { provider } = await world({ "POST /sessions": answer });
    expect(await failureOf(provider.login(input))).toEqual([
      "bad_answer",
      expect.any(String),
      expect.any(String),
    ]);
  });
});
