import { describe, expect, it } from "vitest";
import { pixwel } from "../../../src/providers/pixwel/index.ts";
import type { Routes } from "../../support/fake-api.ts";
import { at, fixture } from "../../support/fixture.ts";
import { failureOf, opened, providerWorld, secrets } from "../../support/provider-world.ts";

const id = "5aaaaaaaaaaaaaaaaaaaaaa1";
const readUser = `GET /users/${id}?fields=_id,name,username,emailNormal,roles`;
const user = { body: fixture("pixwel/session") };
const dana = { id, login: "dana@example.com", name: "Dana Petrov", email: "dana@example.com" };
const input = {
  username: "dana@example.com",
  secrets: secrets({ password: "p\u00e4ss: \u{1f511}" }),
  settings: {},
};
const cookie = (...lines: readonly string[]) => ({ ...user, headers: { "set-cookie": lines } });
const world = (routes: Routes) => providerWorld(pixwel, routes, { basePath: "/api" });

const useToken =
  "Use an API token: make one under Preferences, API Tokens, then run this login with --token-stdin";
const nothingReusable = [
  "bad_answer",
  "Pixwel accepted the password, but its answer holds nothing that logs in again.",
  useToken,
];

describe("a login at Pixwel", () => {
  it("is the cookies that came back, and of the user no more than is named", async () => {
    const { provider, api, baseUrl, kept } = await world({
      "POST /session": cookie("sid=made-up-cookie; Path=/; HttpOnly; Max-Age=3600", "lang=en; Path=/api"),
      [readUser]: user,
    });
    const jar = [
      { name: "sid", value: "made-up-cookie", secure: false, path: "/", expiresMs: 1767229200000 },
      { name: "lang", value: "en", secure: false, path: "/api", expiresMs: null },
    ];
    expect(opened(await provider.login(input))).toEqual({
      kind: "granted",
      grant: {
        credential: {
          baseUrl,
          secrets: { cookies: `secret:${JSON.stringify(jar)}` },
          details: { userId: id },
          expiresAt: null,
          given: false,
        },
        identity: dana,
        session: { id: null, expiresAt: null },
        notices: [],
      },
    });
    expect(kept).toEqual(["sid=made-up-cookie", "lang=en", "made-up-cookie", "en", JSON.stringify(jar)]);
    const [posted, read] = api.received;
    expect(posted?.body).toEqual({});
    expect(
      Buffer.from(posted?.headers.authorization?.slice("Basic ".length) ?? "", "base64").toString(),
    ).toBe("dana@example.com:p\u00e4ss: \u{1f511}");
    expect(read?.headers).toMatchObject({ cookie: "lang=en; sid=made-up-cookie" });
    expect(read?.headers.authorization).toBeUndefined();
  });

  it("lasts as long as the last of its cookies, where all name an end", async () => {
    const { provider } = await world({
      "POST /session": cookie("a=1111; Max-Age=60", "b=2222; Expires=Thu, 01 Jan 2026 02:00:00 GMT"),
      [readUser]: user,
    });
    const step = await provider.login(input);
    expect(opened(step)).toMatchObject({ grant: { session: { expiresAt: "2026-01-01T02:00:00.000Z" } } });
  });

  it.each([
    ["no cookie", []],
    ["an empty cookie", ["sid=; Path=/"]],
    ["a cookie that has ended", ["sid=made-up; Max-Age=0"]],
    ["another site's cookie", ["sid=made-up; Domain=example.com"]],
  ])("says so when nothing reusable comes back: %s", async (_, lines) => {
    const { provider } = await world({ "POST /session": cookie(...lines) });
    await expect(failureOf(provider.login(input))).resolves.toEqual(nothingReusable);
  });

  it.each([
    ["is for https alone", "sid=made-up; Secure", "login_expired" as const],
    ["is for another path", "sid=made-up; Path=/admin", "login_expired" as const],
  ])("says so when the cookie %s", async (_, line) => {
    const { provider, api } = await world({ "POST /session": cookie(line) });
    await expect(failureOf(provider.login(input))).resolves.toEqual(nothingReusable);
    expect(api.calls()).toEqual(["POST /api/session"]);
  });

  it.each([401, 403])("says so when the cookie does not log in (%i)", async (status) => {
    const { provider } = await world({ "POST /session": cookie("lang=english"), [readUser]: { status } });
    await expect(failureOf(provider.login(input))).resolves.toEqual(nothingReusable);
  });

  it("refuses a cookie that no header can carry", async () => {
    const { provider } = await world({ "POST /session": cookie("sid=two words") });
    await expect(failureOf(provider.login(input))).resolves.toEqual([
      "bad_answer",
      "The provider's answer has no usable token at Set-Cookie.",
    ]);
  });

  it("takes no user name with a colon, which Basic cannot carry", async () => {
    const { provider, api } = await world({});
    await expect(failureOf(provider.login({ ...input, username: "a:b" }))).resolves.toEqual([
      "usage",
      "A user name for Pixwel cannot hold a colon.",
    ]);
    expect(api.calls()).toEqual([]);
  });
});

describe("the second factor of Pixwel is a link", () => {
  const hint =
    "Pixwel has sent a verification link by e-mail, good for about 10 minutes: open it and log in again, or use an API token.";
  const known = { kind: "link", identity: dana, hint };
  const unknown = {
    kind: "link",
    identity: { id: null, login: "dana@example.com", name: null, email: null },
    hint,
  };
  const enforced = at(user.body, "hasEnforced2fa", true);
  it.each([
    ["enforced and not verified", cookieless(enforced), known],
    ["enforced and silent", cookieless(at(enforced, "twofactorVerified", undefined)), known],
    ["401 that names it", { status: 401, body: { message: "Two-factor verification required" } }, unknown],
    [
      "403 that names the link",
      { status: 403, body: { error: { message: "verification link sent" } } },
      unknown,
    ],
    ["plain text", { status: 401, body: "Please open the verification link", type: "text/plain" }, unknown],
    ["a list of errors", { status: 400, body: { errors: [{ detail: "2FA needed" }] } }, unknown],
    [
      "another of several errors than the first",
      {
        status: 401,
        body: { errors: [{ message: "x" }, { message: "Please verify via the verification link" }] },
      },
      unknown,
    ],
    ["a detail beside a message", { status: 401, body: { message: "No.", detail: "2FA is due." } }, unknown],
    ["a list of texts", { status: 400, body: { errors: ["two factor"] } }, unknown],
  ])("%s", async (_, answer, expected) => {
    const { provider, api } = await world({ "POST /session": answer });
    expect(await provider.login(input)).toEqual(expected);
    expect(api.calls()).toEqual(["POST /api/session"]);
  });

  it("is done where it was enforced and is verified", async () => {
    const body = at(enforced, "twofactorVerified", true);
    const { provider } = await world({
      "POST /session": { body, headers: { "set-cookie": "sid=made-up" } },
      [readUser]: user,
    });
    expect(await provider.login(input)).toMatchObject({ kind: "granted" });
  });
});

function cookieless(body: unknown) {
  return { body, headers: { "set-cookie": "sid=made-up" } };
}

describe("a refused login at Pixwel", () => {
  const checkThem = "Check the user name and the password, or use an API token.";
  it.each([
    [{ status: 401 }, ["bad_credentials", "Pixwel refused the login.", checkThem]],
    [
      { status: 401, body: "Unauthorized\n", type: "text/plain" },
      ["bad_credentials", "Pixwel refused the login: Unauthorized", checkThem],
    ],
    [{ status: 403, body: { error: "no" } }, ["forbidden", "Pixwel forbids this: no", checkThem]],
    [{ status: 400, body: "null" }, ["provider_error", "Pixwel answered 400: null", checkThem]],
    [
      { status: 404, body: "<html></html>", type: "text/html" },
      ["provider_error", "Pixwel answered 404.", checkThem],
    ],
    [
      { status: 200, body: { name: "x" } },
      ["bad_answer", "The provider's answer has no usable id at user._id."],
    ],
    [
      { status: 200, body: { _id: "../x" } },
      ["bad_answer", "The provider's answer has no usable id at user._id."],
    ],
  ])("%j", async (answer, expected) => {
    const { provider, api } = await world({ "POST /session": answer });
    await expect(failureOf(provider.login(input))).resolves.toEqual(expected);
    expect(api.received).toHaveLength(1);
  });
});
