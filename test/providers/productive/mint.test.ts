import { describe, expect, it } from "vitest";
import { productive } from "../../../src/providers/productive/index.ts";
import type { Routes } from "../../support/fake-api.ts";
import { at, fixture } from "../../support/fixture.ts";
import { credentialAt, firstPage, jsonApi, row, sessionsPage } from "../../support/productive.ts";
import { everyItem, failureCode, failureOf, opened, providerWorld } from "../../support/provider-world.ts";

const created = { status: 201, body: fixture("productive/machine-created"), type: jsonApi };
const request = { name: "test token", readOnly: true, expiresInS: null, secrets: {} };

async function world(routes: Routes) {
  const made = await providerWorld(productive, routes, { basePath: "/api/v2", now: "2024-04-18T04:04:00Z" });
  const credential = credentialAt(made.baseUrl, { sessionId: "5", userId: "139" });
  const { mintMachineToken, mintJwt } = made.provider;
  if (mintMachineToken === undefined || mintJwt === undefined) throw new Error("no mint");
  return { ...made, credential, mintMachineToken, mintJwt };
}

describe("a machine token of Productive", () => {
  it("is a machine session, and a login of its own", async () => {
    const { mintMachineToken, credential, api, baseUrl, kept } = await world({
      "POST /sessions/machine": created,
    });
    expect(opened(await mintMachineToken(credential, request))).toEqual({
      id: "65",
      name: "test token",
      token: "secret:00000003-feed-4bad-8bad-c0ffee000003",
      tokenType: "session",
      readOnly: true,
      expiresAt: null,
      credential: {
        baseUrl,
        secrets: { token: "secret:00000003-feed-4bad-8bad-c0ffee000003" },
        details: { sessionId: "65", userId: "139", kind: "machine" },
        expiresAt: null,
        given: true,
      },
      notices: [],
    });
    expect(api.received[0]?.body).toEqual({
      data: { type: "sessions", attributes: { name: "test token", read_only: true } },
    });
    expect(kept).toEqual(["00000003-feed-4bad-8bad-c0ffee000003"]);
  });

  it.each([
    [
      "the server's reason",
      { status: 422, body: fixture("productive/machine-unnamed"), type: jsonApi },
      ["provider_error", "Productive answered 422: name can't be blank"],
    ],
    ["a dead login", { status: 401 }, ["login_expired", "Productive no longer accepts this login."]],
    [
      "more rights than asked for",
      { ...created, body: at(created.body, "data.attributes.read_only", false) },
      [
        "bad_answer",
        "Productive made a token that may write where a read-only one was asked for.",
        "End it: fob sessions revoke 65",
      ],
    ],
    [
      "no token",
      { ...created, body: at(created.body, "data.attributes.token", undefined) },
      [
        "bad_answer",
        "The provider's answer has no usable token at data.attributes.token.",
        "End it: fob sessions revoke 65",
      ],
    ],
    [
      "no token and no usable id",
      { ...created, body: at(at(created.body, "data.attributes.token", undefined), "data.id", "..") },
      [
        "bad_answer",
        "The provider's answer has no usable token at data.attributes.token.",
        "See whether it was made: fob sessions list --kind machine",
      ],
    ],
  ])("fails with %s", async (_, answer, expected) => {
    const { mintMachineToken, credential } = await world({ "POST /sessions/machine": answer });
    await expect(failureOf(mintMachineToken(credential, request))).resolves.toEqual(expected);
  });

  const others = [
    row("1", { machine: false, name: "test token" }),
    row("2", { machine: true, name: "another" }),
    row("3", { machine: true, name: "test token", last_activity_at: "2024-04-18T03:00:00Z" }),
    row("..", { machine: true, name: "test token" }),
  ];
  const unknowns = [
    { status: 500 },
    { status: 201, body: "<!doctype html><title>Sign in</title>", type: "text/html" },
    { status: 201, body: "", type: jsonApi },
    { status: 201, body: '{"data":{"id":"65"', type: jsonApi },
  ];
  const orphan = row("65", { machine: true, name: "test token" });
  it.each([
    [
      [...others, orphan],
      "A machine session of that name was made and its token is lost; end it: fob sessions revoke 65",
    ],
    [others, "No new machine session of that name is listed: none seems to have been made."],
    [null, "See whether it was made: fob sessions list --kind machine"],
  ])("is looked for when nobody knows whether it was made", async (rows, hint) => {
    for (const unknown of unknowns) {
      const { mintMachineToken, credential, api } = await world({
        "POST /sessions/machine": unknown,
        [firstPage]: rows === null ? { status: 500 } : sessionsPage(rows),
      });
      const [code, message, advice] = (await failureOf(mintMachineToken(credential, request))) as string[];
      expect([code, message, advice]).toEqual([
        "outcome_unknown",
        expect.stringMatching(/may or may not have taken effect/),
        hint,
      ]);
      expect(api.calls().filter((call) => call.startsWith("POST"))).toHaveLength(1);
    }
  });
});

describe("the machine tokens of Productive", () => {
  it("are the machine sessions, whosever they are, without their tokens", async () => {
    const rows = [
      row("1", { machine: false }),
      row("5", { machine: true, name: "ci", user_id: 139, read_only: true }),
      row("6", { machine: true, name: null, user_id: 7, last_activity_at: null }),
    ];
    const { provider, credential } = await world({ [firstPage]: sessionsPage(rows) });
    const listed = await everyItem(provider.listMachineTokens?.(credential));
    const blank = {
      tokenType: "session",
      revoked: false,
      current: false,
      readOnly: false,
      createdAt: null,
      expiresAt: null,
    };
    expect(opened(listed)).toMatchObject([
      { ...blank, id: "5", name: "ci", userId: "139", readOnly: true },
      { ...blank, id: "6", name: null, userId: "7", lastActivityAt: null },
    ]);
    expect(JSON.stringify(opened(listed))).not.toContain("token-of");
  });

  it("are revoked by their id", async () => {
    const { provider, credential, api } = await world({ "DELETE /sessions/65": { status: 204 } });
    expect(await provider.revokeMachineToken?.(credential, "65")).toBe("revoked");
    expect(api.calls()).toEqual(["DELETE /api/v2/sessions/65"]);
  });
});

describe("a JWT of Productive", () => {
  const jwt = { status: 201, body: fixture("productive/jwt") };
  const token = `secret:${fixture("productive/jwt").jwt}`;

  it("is read-only and says its own end", async () => {
    const { mintJwt, credential, api } = await world({ "POST /sessions/jwt?expires_in=60": jwt });
    expect(opened(await mintJwt(credential, 60))).toEqual({
      id: null,
      name: null,
      token,
      tokenType: "jwt",
      readOnly: true,
      expiresAt: "2024-04-18T04:03:04.000Z",
      credential: null,
      notices: [],
    });
    expect(api.received[0]?.headers["content-type"]).toBe("application/vnd.api+json");
  });

  it.each([
    [404, "unsupported"],
    [405, "unsupported"],
    [200, "bad_answer"],
    [401, "login_expired"],
    [422, "provider_error"],
  ])("status %i is %s", async (status, expected) => {
    const { mintJwt, credential } = await world({ "POST /sessions/jwt": { ...jwt, status } });
    expect(await failureCode(mintJwt(credential, null))).toBe(expected);
  });
});
