import { describe, expect, it } from "vitest";
import type { Credential } from "../../../src/core/credential.ts";
import { Secret } from "../../../src/core/secret.ts";
import { productive } from "../../../src/providers/productive/index.ts";
import type { Routes } from "../../support/fake-api.ts";
import { at, fixture } from "../../support/fixture.ts";
import { jsonApi } from "../../support/productive.ts";
import { failureCode, failureOf, opened, providerWorld, secrets } from "../../support/provider-world.ts";

const accepted = { body: fixture("productive/otp-accepted"), type: jsonApi };
const user = { body: at(fixture("productive/user"), "data.id", "7449"), type: jsonApi };
const put = "PUT /sessions/2156/validate_otp";
const answerOf = { code: new Secret("abcdefgh"), password: new Secret("pass") };

async function world(routes: Routes, pendingToken: string | null = null) {
  const made = await providerWorld(productive, routes, { basePath: "/api/v2" });
  const pending: Credential = {
    baseUrl: made.baseUrl,
    secrets: secrets(pendingToken === null ? {} : { token: pendingToken }),
    details: { sessionId: "2156", userId: "7449" },
    expiresAt: null,
    given: false,
  };
  const { otp } = made.provider;
  if (otp === undefined) throw new Error("no otp");
  return { ...made, otp, pending };
}

describe("a one-time code at Productive", () => {
  it("goes with the password and the user; id and token come from the answer", async () => {
    const { otp, pending, api, baseUrl } = await world({ [put]: accepted, "GET /users/7449": user });
    expect(opened(await otp.answer(pending, answerOf))).toEqual({
      credential: {
        baseUrl,
        secrets: { token: "secret:00000014-feed-4bad-8bad-c0ffee000014" },
        details: { sessionId: "2156", userId: "7449", kind: "user" },
        expiresAt: null,
        given: false,
      },
      identity: { id: "7449", login: "dana@example.com", name: "Dana Petrov", email: "dana@example.com" },
      session: { id: "2156", expiresAt: null },
      notices: [],
    });
    expect(api.received[0]?.body).toEqual({
      data: {
        type: "sessions",
        attributes: { otp: "abcdefgh", password: "pass" },
        relationships: { user: { data: { type: "users", id: "7449" } } },
      },
    });
    expect(api.received[0]?.headers["x-auth-token"]).toBeUndefined();
  });

  it("sends the pending token, and keeps it where the answer has none", async () => {
    const body = at(at(accepted.body, "data.attributes.token", null), "data.attributes.user_id", null);
    const { otp, pending, api } = await world(
      { [put]: { ...accepted, body }, "GET /users/7449": user },
      "pending",
    );
    const { credential } = await otp.answer(pending, answerOf);
    expect(opened(credential.secrets)).toEqual({ token: "secret:pending" });
    expect(api.received.map(({ headers }) => headers["x-auth-token"])).toEqual(["pending", "pending"]);
  });

  it.each([
    [
      "wrong password",
      { status: 401, body: fixture("productive/otp-wrong-password"), type: jsonApi },
      [
        "bad_credentials",
        "Productive refused the login: You are not authenticated",
        "Check the password and try again: fob otp verify",
      ],
    ],
    [
      "wrong code",
      { status: 422, body: fixture("productive/otp-wrong-code"), type: jsonApi },
      ["wrong_code", "Productive refused the code.", "Try the next code, or a recovery code: fob otp verify"],
    ],
    [
      "too late",
      { status: 403, body: fixture("productive/otp-late"), type: jsonApi },
      ["late_code", "The time for the code is over.", "Log in again: fob login productive"],
    ],
    [
      "session gone",
      { status: 404 },
      ["late_code", "The time for the code is over.", "Log in again: fob login productive"],
    ],
    [
      "another 403",
      { status: 403, body: { errors: [{ code: "blocked", title: "Access Denied" }] }, type: jsonApi },
      [
        "forbidden",
        "Productive forbids this: Access Denied",
        "Check the password and try again: fob otp verify",
      ],
    ],
    [
      "another 422",
      { status: 422, body: fixture("productive/machine-unnamed"), type: jsonApi },
      [
        "provider_error",
        "Productive answered 422: name can't be blank",
        "Check the password and try again: fob otp verify",
      ],
    ],
    [
      "another user",
      { ...accepted, body: at(accepted.body, "data.attributes.user_id", 1) },
      ["bad_answer", "The provider answered for another user than the one who logged in."],
    ],
    [
      "no token at all",
      { ...accepted, body: at(accepted.body, "data.attributes.token", "") },
      ["bad_answer", "The provider's answer has no usable token at data.attributes.token."],
    ],
  ])("%s", async (_, answer, expected) => {
    const { otp, pending, api } = await world({ [put]: answer });
    await expect(failureOf(otp.answer(pending, answerOf))).resolves.toEqual(expected);
    expect(api.received).toHaveLength(1);
  });

  it("is never sent twice by itself", async () => {
    for (const status of [429, 500]) {
      const { otp, pending, api } = await world({ [put]: { status } });
      expect(await failureCode(otp.answer(pending, answerOf))).toBe(
        status === 429 ? "rate_limited" : "outcome_unknown",
      );
      expect(api.received).toHaveLength(1);
    }
  });

  it("needs the password again", async () => {
    const { otp, pending } = await world({});
    expect(otp.asksPassword).toBe(true);
    await expect(failureOf(otp.answer(pending, { ...answerOf, password: null }))).resolves.toEqual([
      "input_needed",
      "Productive wants the password again with the code.",
      "Give it with --password-stdin or --secret password=SOURCE",
    ]);
  });
});
