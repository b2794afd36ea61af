import { describe, expect, it } from "vitest";
import { Secret } from "../../../src/core/secret.ts";
import { pixwel } from "../../../src/providers/pixwel/index.ts";
import type { Routes } from "../../support/fake-api.ts";
import { at, fixture } from "../../support/fixture.ts";
import { failureOf, opened, providerWorld } from "../../support/provider-world.ts";

const id = "5aaaaaaaaaaaaaaaaaaaaaa1";
const fields = "fields=_id,name,username,emailNormal,roles";
const readUser = `GET /users/${id}?${fields}`;
const listUsers = `GET /users?${fields}`;
const user = fixture("pixwel/session");
const dana = { id, login: "dana@example.com", name: "Dana Petrov", email: "dana@example.com" };
const input = { username: null, secrets: {}, settings: {}, token: new Secret("pat_made-up") };
const world = (routes: Routes) => providerWorld(pixwel, routes, { basePath: "/api" });
const others = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => ({ _id: `u${from + n}`, username: `user${from + n}@example.com` }));

describe("taking on an API token of Pixwel", () => {
  it("reads the user whose id was given", async () => {
    const { provider, api, baseUrl } = await world({ [readUser]: { body: user } });
    expect(opened(await provider.adopt({ ...input, settings: { userId: id } }))).toEqual({
      credential: {
        baseUrl,
        secrets: { token: "secret:pat_made-up" },
        details: { userId: id },
        expiresAt: null,
        given: true,
      },
      identity: dana,
      session: { id: null, expiresAt: null },
      notices: [],
    });
    expect(api.received[0]?.headers.authorization).toBe("Bearer pat_made-up");
  });

  it.each([
    ["by user name", { username: "Dana@Example.com", emailNormal: "other@example.com" }],
    ["by e-mail address", { username: "dana", emailNormal: "DANA@example.com" }],
  ])("looks the user up %s, page by page", async (_, names) => {
    const { provider, api } = await world({
      [listUsers]: [{ body: others(100) }, { body: [...others(3, 100), { ...user, ...names }] }],
    });
    const { credential } = await provider.adopt({ ...input, username: "dana@example.com" });
    expect(credential.details).toEqual({ userId: id });
    expect(api.received.map(({ headers }) => headers["x-range"])).toEqual([
      "resources=0-99",
      "resources=100-199",
    ]);
  });

  it.each([
    ["a short page", [{ body: others(3) }]],
    ["the end of the list", [{ body: others(100) }, { status: 416 }]],
    ["the same page again", [{ body: others(100) }]],
    ["more than was asked for", [{ body: others(150) }]],
  ])("refuses where the user is not there: %s", async (_, answers) => {
    const { provider, api } = await world({ [listUsers]: answers });
    await expect(failureOf(provider.adopt({ ...input, username: "dana\u202e" }))).resolves.toEqual([
      "refused",
      "Pixwel shows this token no user dana\\u202e.",
      "Check --username, or give the id: --set userId=ID",
    ]);
    expect(api.received.length).toBeLessThanOrEqual(2);
  });

  it("asks whose it is where neither is given", async () => {
    const { provider } = await world({});
    await expect(failureOf(provider.adopt(input))).resolves.toEqual([
      "input_needed",
      "Pixwel does not tell whose token this is.",
      "Give --username E-MAIL, or --set userId=ID",
    ]);
  });

  it.each([
    [{ status: 401 }, "bad_credentials", "Pixwel refused the token."],
    [{ status: 404 }, "provider_error", "Pixwel answered 404."],
    [
      { body: at(user, "_id", "u1") },
      "bad_answer",
      "The provider answered with another user than the one asked for.",
    ],
  ])("%j is %s", async (answer, ...expected) => {
    const { provider } = await world({ [readUser]: answer });
    const failure = (await failureOf(provider.adopt({ ...input, settings: { userId: id } }))) as string[];
    expect(failure.slice(0, 2)).toEqual(expected);
  });
});

describe("a Pixwel login in use", () => {
  const stored = (baseUrl: string, cookies: string) => ({
    baseUrl,
    secrets: { cookies: new Secret(cookies) },
    details: { userId: id },
    expiresAt: null,
    given: false,
  });
  const sid = { name: "sid", value: "made-up", path: "/", secure: false, expiresMs: null };

  it("shows its cookies as name=value", async () => {
    const { provider, baseUrl } = await world({});
    const credential = stored(baseUrl, JSON.stringify([sid, { ...sid, name: "two", path: "/api" }]));
    expect(opened(provider.tokenForm(credential))).toEqual({
      raw: "secret:two=made-up; sid=made-up",
      headers: { Cookie: "secret:two=made-up; sid=made-up" },
    });
  });

  it.each([
    ["over", JSON.stringify([{ ...sid, expiresMs: 1 }]), "The cookies of this Pixwel login have expired."],
    [
      "for https alone",
      JSON.stringify([{ ...sid, secure: true }]),
      "The cookies of this Pixwel login have expired.",
    ],
    [
      "for a path beside",
      JSON.stringify([{ ...sid, path: "/ap" }]),
      "The cookies of this Pixwel login have expired.",
    ],
    ["not to be read", "{", "The stored Pixwel login cannot be read."],
    ["of another shape", '[{"name":1}]', "The stored Pixwel login cannot be read."],
  ])("is over without a request when its cookies are %s", async (_, cookies, message) => {
    const { provider, api, baseUrl } = await world({});
    await expect(failureOf(provider.whoami(stored(baseUrl, cookies)))).resolves.toEqual([
      "login_expired",
      message,
      "Log in again: fob login pixwel",
    ]);
    expect(api.calls()).toEqual([]);
  });

  it("sends cookies that are for https alone over https", () => {
    const provider = pixwel.create({
      http: { send: () => Promise.reject(new Error("nothing is sent")) },
      clock: { now: () => new Date(0), monotonicMs: () => 0, sleep: async () => undefined },
      keep: (value) => new Secret(value),
      baseUrl: "https://pixwel.example/api",
      settings: {},
    });
    const credential = stored("https://pixwel.example/api", JSON.stringify([{ ...sid, secure: true }]));
    expect(opened(provider.tokenForm(credential).raw)).toBe("secret:sid=made-up");
  });
});
