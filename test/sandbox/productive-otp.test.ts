import { describe, expect, it } from "vitest";
import type { Sandbox } from "../../src/sandbox/index.ts";
import type { ProductiveOptions } from "../../src/sandbox/options.ts";
import accepted from "../fixtures/productive/otp-accepted.json" with { type: "json" };
import late from "../fixtures/productive/otp-late.json" with { type: "json" };
import wrongCode from "../fixtures/productive/otp-wrong-code.json" with { type: "json" };
import wrongPassword from "../fixtures/productive/otp-wrong-password.json" with { type: "json" };
import { paths, type RawAnswer, raw, sandboxes } from "./raw.ts";

const start = sandboxes();
const typed = { "content-type": "application/vnd.api+json" };
const password = "grace-sandbox-password";

interface Pending {
  readonly id: string;
  readonly token: string | null;
}

async function logIn(sandbox: Sandbox): Promise<Pending> {
  const attributes = { email: "grace@sandbox.example", password };
  const body = { data: { type: "sessions", attributes } };
  const answer = await raw(sandbox.url("productive"), {
    method: "POST",
    path: "/sessions",
    headers: typed,
    body,
  });
  expect([answer.status, answer.json.data.attributes.two_factor_auth]).toEqual([201, true]);
  return { id: answer.json.data.id, token: answer.json.data.attributes.token };
}

interface Attempt {
  readonly otp?: string;
  readonly password?: string;
  readonly user?: string;
  readonly token?: string;
}

function verify(sandbox: Sandbox, id: string, attempt: Attempt = {}): Promise<RawAnswer> {
  const { otp = "277453", user = "7449", token } = attempt;
  return raw(sandbox.url("productive"), {
    method: "PUT",
    path: `/sessions/${id}/validate_otp`,
    headers: { ...typed, ...(token === undefined ? {} : { "x-auth-token": token }) },
    body: {
      data: {
        type: "sessions",
        attributes: { otp, password: attempt.password ?? password },
        relationships: { user: { data: { type: "users", id: user } } },
      },
    },
  });
}

async function accepts(sandbox: Sandbox, token: string): Promise<boolean> {
  const headers = { ...typed, "x-auth-token": token };
  return (await raw(sandbox.url("productive"), { method: "GET", path: "/sessions", headers })).status === 200;
}

describe("a login that waits for its code", () => {
  it("has a token that opens nothing until the code comes, which brings another", async () => {
    const sandbox = await start();
    const pending = await logIn(sandbox);
    expect(await accepts(sandbox, pending.token ?? "")).toBe(false);
    const answer = await verify(sandbox, pending.id);
    expect([answer.status, answer.type]).toEqual([200, "application/vnd.api+json; charset=utf-8"]);
    expect(paths(answer.json)).toEqual(paths(accepted));
    expect(answer.json.data).toMatchObject({
      id: pending.id,
      attributes: { user_id: 7449, two_factor_auth: true },
    });
    const { token } = answer.json.data.attributes;
    expect(token).not.toBe(pending.token);
    expect([await accepts(sandbox, token), await accepts(sandbox, pending.token ?? "")]).toEqual([
      true,
      false,
    ]);
    expect(sandbox.violations()).toEqual([]);
  });

  it.each<[string, ProductiveOptions, (pending: string | null, verified: string) => boolean]>([
    ["keeps its token where told so", { otpKeepsToken: true }, (pending, verified) => pending === verified],
    ["has none where told so", { pendingToken: false }, (pending) => pending === null],
  ])("%s", async (_, productive, holds) => {
    const sandbox = await start({ productive });
    const pending = await logIn(sandbox);
    const { token } = (await verify(sandbox, pending.id)).json.data.attributes;
    expect(holds(pending.token, token)).toBe(true);
    expect(await accepts(sandbox, token)).toBe(true);
  });

  it.each<[string, Attempt, number, object]>([
    ["a wrong password", { password: "000000" }, 401, wrongPassword],
    ["a wrong password and a wrong code", { password: "000000", otp: "000000" }, 401, wrongPassword],
    ["another user", { user: "7443" }, 401, wrongPassword],
    ["another session's token", { token: "5a4db0c5-0000-4000-8000-000000000000" }, 401, wrongPassword],
    ["a wrong code", { otp: "000000" }, 422, wrongCode],
    ["a code that is no recovery code", { otp: "zzzzzzzz" }, 422, wrongCode],
  ])("stays pending after %s", async (_, attempt, status, body) => {
    const sandbox = await start();
    const { id } = await logIn(sandbox);
    const refused = await verify(sandbox, id, attempt);
    expect([refused.status, refused.json]).toEqual([status, body]);
    expect((await verify(sandbox, id)).status).toBe(200);
    expect(sandbox.violations()).toEqual([]);
  });

  it("takes a recovery code once", async () => {
    const sandbox = await start();
    const [first, second] = [await logIn(sandbox), await logIn(sandbox)];
    expect((await verify(sandbox, first.id, { otp: "abcdefgh" })).status).toBe(200);
    expect((await verify(sandbox, second.id, { otp: "abcdefgh" })).status).toBe(422);
    expect((await verify(sandbox, second.id, { otp: "ijklmnop" })).status).toBe(200);
  });

  it("takes the pending token along, where the client sends it", async () => {
    const sandbox = await start();
    const { id, token } = await logIn(sandbox);
    expect((await verify(sandbox, id, { token: token ?? "" })).status).toBe(200);
  });

  it.each([
    ["ten minutes", {}, 600_000],
    ["the window it was given", { otpWindowMs: 5_000 }, 5_000],
  ])("is too late after %s, whatever the code", async (_, productive, window) => {
    const sandbox = await start({ productive });
    const [inTime, tooLate] = [await logIn(sandbox), await logIn(sandbox)];
    sandbox.advance(window - 1);
    expect((await verify(sandbox, inTime.id)).status).toBe(200);
    sandbox.advance(1);
    for (const otp of ["277453", "abcdefgh", "000000"]) {
      const answer = await verify(sandbox, tooLate.id, { otp });
      expect([answer.status, answer.json]).toEqual([403, late]);
    }
  });

  it("is unknown under another id", async () => {
    const sandbox = await start();
    expect((await verify(sandbox, "1")).json.errors[0].code).toBe("record_not_found");
  });
});
