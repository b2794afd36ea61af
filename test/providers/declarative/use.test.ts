import { describe, expect, it } from "vitest";
import { Secret } from "../../../src/core/secret.ts";
import { providerOfFile } from "../../../src/providers/declarative/index.ts";
import type { Routes } from "../../support/fake-api.ts";
import { exampleWith } from "../../support/provider-file.ts";
import {
  everyItem,
  failureCode,
  failureOf,
  opened,
  providerWorld,
  secrets,
} from "../../support/provider-world.ts";

const me = { body: { user: { id: "usr_1", email: "ann@example.com", name: "Ann" } } };
const session = { status: 201, body: { session: { id: "ses_00000001", token: "made-up-token" } } };
const routes: Routes = { "POST /v1/sessions": session, "GET /v1/me": me };

/** The example with these changes, logged in. */
async function world(changes: Readonly<Record<string, unknown>>, more: Routes = {}) {
  const made = await providerWorld(providerOfFile(exampleWith(changes)), { ...routes, ...more });
  const login = () =>
    made.provider.login({
      username: "ann",
      secrets: secrets({ password: "made-up-password" }),
      settings: {},
    });
  return { ...made, login };
}

async function loggedIn(changes: Readonly<Record<string, unknown>>, more: Routes = {}) {
  const made = await world(changes, more);
  const step = await made.login();
  if (step.kind !== "granted") throw new Error(step.kind);
  return { ...made, ...step.grant };
}

const ids = async (pages: AsyncIterable<readonly { readonly id: string }[]> | undefined) =>
  (await everyItem(pages)).map(({ id }) => id);

describe("a login that a file describes", () => {
  it("takes the token from a header, its life in seconds, and shows it in a header of its own", async () => {
    const changes = {
      token: { header: "X-Auth-Token" },
      headers: { "X-Api-Version": "3" },
      "login.token": "header:X-Session",
      "login.expires_at": undefined,
      "login.expires_in": "session.life",
    };
    const answer = {
      headers: { "x-session": "made-up-header-token" },
      body: { session: { id: "s", life: 60 } },
    };
    const { credential, api, kept } = await loggedIn(changes, { "POST /v1/sessions": answer });
    expect(opened(credential.secrets)).toEqual({ token: "secret:made-up-header-token" });
    expect(credential.expiresAt?.toISOString()).toBe("2026-01-01T00:01:00.000Z");
    expect(kept).toEqual(["made-up-header-token"]);
    expect(api.received.map(({ headers }) => [headers["x-auth-token"], headers["x-api-version"]])).toEqual([
      [undefined, "3"],
      ["made-up-header-token", "3"],
    ]);
  });

  it("sends what its body says, and leaves out what was not given", async () => {
    const body = {
      user: { name: "{username}", keys: ["{password}", "{otp}", 1] },
      remember: true,
      otp: "{otp}",
    };
    const { api } = await loggedIn({ "login.body": body });
    expect(api.received[0]?.body).toEqual({
      user: { name: "ann", keys: ["made-up-password", 1] },
      remember: true,
    });
  });

  it.each([
    ["a status that the file calls so", { "login.refusals": [422] }, 422, "bad_credentials"],
    ["the same status without", {}, 422, "provider_error"],
  ])("is refused by %s", async (_, changes, status, code) => {
    const { login } = await world(changes, {
      "POST /v1/sessions": { status, body: { error: { message: "No." } } },
    });
    expect(await failureOf(login())).toEqual([code, expect.stringContaining("No."), expect.any(String)]);
  });

  it("is ended again when it cannot be proven", async () => {
    const end = "DELETE /v1/sessions/ses_00000001";
    const { login, api } = await world({}, { "GET /v1/me": { body: {} }, [end]: { status: 204 } });
    expect(await failureCode(login())).toBe("bad_answer");
    expect(api.calls()).toContain(end);
  });

  it("is with a token alone where the file has no login", async () => {
    const { provider, login } = await world({ login: undefined, logout: undefined });
    expect(await failureCode(login())).toBe("unsupported");
    const input = { username: null, secrets: {}, settings: {}, token: new Secret("made-up-token") };
    expect((await provider.adopt(input)).identity.id).toBe("usr_1");
    const { provider: wary } = await world({}, { "GET /v1/me": { status: 401 } });
    expect(await failureCode(wary.adopt(input))).toBe("bad_credentials");
  });
});

describe("a list that a file describes", () => {
  const rows = (...names: readonly number[]) => ({ body: { sessions: names.map((id) => ({ id })) } });
  const byNumber = { "sessions.list.pages": { number: "page", first: 0, size: 2 } };
  const path = "GET /v1/sessions";

  it.each<[string, Readonly<Record<string, unknown>>, Routes, readonly string[]]>([
    [
      "by number, past pages that are shorter than the file says",
      { "sessions.list.pages": { number: "page", first: 0, size: 100 } },
      {
        [`${path}?page=0`]: rows(1, 2),
        [`${path}?page=1`]: rows(3, 4),
        [`${path}?page=2`]: rows(5),
        [`${path}?page=3`]: rows(),
      },
      ["1", "2", "3", "4", "5"],
    ],
    ...[400, 404, 416, 422].map((status): [string, typeof byNumber, Routes, string[]] => [
      `by number, to a page that the server refuses by ${status} after a short one`,
      byNumber,
      { [`${path}?page=0`]: rows(1, 2), [`${path}?page=1`]: rows(3), [`${path}?page=2`]: { status } },
      ["1", "2", "3"],
    ]),
    [
      "by number, to an empty page",
      byNumber,
      { [`${path}?page=0`]: rows(1, 2), [`${path}?page=1`]: rows() },
      ["1", "2"],
    ],
    [
      "by number, where the server knows none",
      byNumber,
      { [`${path}?page=0`]: rows(1, 2), [`${path}?page=1`]: rows(1, 2) },
      ["1", "2"],
    ],
    [
      "as the whole answer",
      { "sessions.list": { request: path, fields: { id: "id" } } },
      { [path]: { body: [{ id: "a" }] } },
      ["a"],
    ],
    [
      "with a fixed query",
      { "sessions.list.query": { all: "1" }, "sessions.list.pages": undefined },
      { [`${path}?all=1`]: rows(1) },
      ["1"],
    ],
    [
      "of the user",
      { "sessions.list.request": "GET /v1/users/{user_id}/sessions" },
      { "GET /v1/users/usr_1/sessions": rows(1) },
      ["1"],
    ],
  ])("comes %s", async (_, changes, more, expected) => {
    const { provider, credential } = await loggedIn(changes, more);
    expect(await ids(provider.sessions?.list(credential))).toEqual(expected);
  });

  it.each([
    ["after a full page", byNumber, 404, "provider_error"],
    ["without a size", { "sessions.list.pages": { number: "page", first: 0 } }, 404, "provider_error"],
    [
      "for another reason",
      { "sessions.list.pages": { number: "page", first: 0, size: 3 } },
      403,
      "forbidden",
    ],
  ])("fails where a page is refused %s", async (_, changes, status, code) => {
    const pages = { [`${path}?page=0`]: rows(1, 2), [`${path}?page=1`]: { status } };
    const { provider, credential } = await loggedIn(changes, pages);
    expect(await failureCode(ids(provider.sessions?.list(credential)))).toBe(code);
  });

  it.each<[string, Routes]>([
    [
      "repeats itself",
      {
        [path]: { body: { sessions: [{ id: 1 }], next: "x" } },
        [`${path}?after=x`]: { body: { sessions: [{ id: 1 }], next: "x" } },
      },
    ],
    ["is no list", { [path]: { body: { sessions: {} } } }],
    ["has a row without an id", { [path]: { body: { sessions: [{ name: "x" }] } } }],
    ["is a web page", { [path]: { body: "<html>", type: "text/html" } }],
  ])("is a bad answer when it %s", async (_, more) => {
    const { provider, credential, api } = await loggedIn({}, more);
    expect(await failureCode(ids(provider.sessions?.list(credential)))).toBe("bad_answer");
    expect(api.received.length).toBeLessThan(6);
  });

  it("tells of a row what the file names, and drops the rest", async () => {
    const fields = {
      id: "id",
      device: "client.name",
      created_at: "at",
      two_factor: "mfa",
      ip: "__proto__.ip",
    };
    const row = { id: "ses_00000001", client: { name: "Phone", secret: "x" }, at: 1_767_225_600, mfa: true };
    const { provider, credential } = await loggedIn(
      { "sessions.list.fields": fields },
      { [path]: { body: { sessions: [row] } } },
    );
    expect(opened(await everyItem(provider.sessions?.list(credential)))).toEqual([
      {
        id: "ses_00000001",
        kind: "user",
        name: null,
        current: true,
        readOnly: null,
        userId: null,
        device: "Phone",
        platform: null,
        browser: null,
        ip: null,
        location: null,
        createdAt: "2026-01-01T00:00:00.000Z",
        lastActivityAt: null,
        expiresAt: null,
        twoFactor: true,
        revocable: true,
      },
    ]);
  });
});

describe("an end that a file describes", () => {
  const path = "DELETE /v1/sessions/ses_00000002";
  it.each([
    ["revoked", { status: 204 }],
    ["already_gone", { status: 404 }],
    ["login_expired", { status: 401 }],
    ["bad_answer", { body: "<html></html>", type: "text/html" }],
    ["bad_answer", { status: 404, body: "<html></html>", type: "text/html" }],
    ["provider_error", { status: 409 }],
  ])("is %s for %j", async (expected, answer) => {
    const { provider, credential } = await loggedIn({}, { [path]: answer });
    const ended = provider.revokeSession?.(credential, "ses_00000002") ?? Promise.reject();
    expect(await ended.catch((error) => error.code)).toBe(expected);
  });

  it.each(["ses_1", "..", "ses_00000002/x", "tok_00000002", "ses_0000000%", ""])(
    "takes no %j for an id",
    async (id) => {
      const { provider, credential, api } = await loggedIn({});
      const before = api.calls().length;
      expect(await failureCode(provider.revokeSession?.(credential, id) ?? Promise.resolve())).toBe("usage");
      expect(api.calls().length).toBe(before);
    },
  );
});

describe("a machine token that a file describes", () => {
  const path = "POST /v1/tokens";
  const mint = async (body: unknown, readOnly: boolean, name: string | null = "ci") => {
    const { provider, credential, api } = await loggedIn({}, { [path]: { body } });
    const asked = { name, readOnly, expiresInS: null, secrets: {} };
    return { work: provider.mintMachineToken?.(credential, asked) ?? Promise.reject(), api };
  };

  it.each<[string, unknown, string]>([
    ["may write where it may not", { token: { value: "made-up", read_only: false } }, "bad_answer"],
    ["is not there", { token: {} }, "bad_answer"],
    ["is a web page", "<html></html>", "outcome_unknown"],
  ])("that %s says how to look for it", async (_, body, code) => {
    const { work } = await mint(body, true);
    expect(await failureOf(work)).toEqual([
      code,
      expect.any(String),
      expect.stringContaining("fob token machine list"),
    ]);
  });

  it("needs a name where its body has one", async () => {
    const { work, api } = await mint({}, false, null);
    expect(await failureCode(work)).toBe("usage");
    expect(api.calls()).not.toContain(path);
  });
});
