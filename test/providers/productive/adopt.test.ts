import { describe, expect, it } from "vitest";
import { Secret } from "../../../src/core/secret.ts";
import { productive } from "../../../src/providers/productive/index.ts";
import type { Routes } from "../../support/fake-api.ts";
import { at, fixture } from "../../support/fixture.ts";
import { credentialAt, firstPage, jsonApi, mine, row, sessionsPage } from "../../support/productive.ts";
import { failureOf, opened, providerWorld } from "../../support/provider-world.ts";

const user = { body: at(fixture("productive/user"), "data.id", "135"), type: jsonApi };
const dana = { id: "135", login: "dana@example.com", name: "Dana Petrov", email: "dana@example.com" };
const input = { username: null, secrets: {}, settings: {}, token: new Secret(mine) };
const world = (routes: Routes) => providerWorld(productive, routes, { basePath: "/api/v2" });

describe("taking on a token of Productive", () => {
  it("finds session, user and kind in the list, and forgets the other tokens", async () => {
    const rows = [row("1"), row("2", { token: mine, machine: true })];
    const { provider, baseUrl, kept } = await world({
      [firstPage]: sessionsPage(rows),
      "GET /users/135": user,
    });
    expect(opened(await provider.adopt(input))).toEqual({
      credential: {
        baseUrl,
        secrets: { token: `secret:${mine}` },
        details: { sessionId: "2", userId: "135", kind: "machine" },
        expiresAt: null,
        given: true,
      },
      identity: dana,
      session: { id: "2", expiresAt: null },
      notices: [],
    });
    expect(kept).toEqual([]);
  });

  it.each([
    ["is not in the list", sessionsPage([row("1")])],
    ["may not list", { status: 403 }],
  ])("takes the user id that was given where the token %s", async (_, list) => {
    const { provider } = await world({ [firstPage]: list, "GET /users/135": user });
    const grant = await provider.adopt({ ...input, settings: { userId: "135" } });
    expect(opened([grant.credential.details, grant.identity])).toEqual([{ userId: "135" }, dana]);
  });

  it("asks for the user id where nothing tells it", async () => {
    const { provider } = await world({ [firstPage]: sessionsPage([row("1")]) });
    await expect(failureOf(provider.adopt(input))).resolves.toEqual([
      "input_needed",
      "Productive does not tell whose token this is.",
      "Give the user's id: --set userId=ID",
    ]);
  });

  it("says that a refused token was refused", async () => {
    const { provider } = await world({ [firstPage]: { status: 401 } });
    await expect(failureOf(provider.adopt(input))).resolves.toEqual([
      "bad_credentials",
      "Productive refused the token.",
      "Make one in Settings, API integrations.",
    ]);
  });

  it("sends no token that no header can carry", async () => {
    const { provider, api } = await world({});
    for (const token of ["two\nlines", "a b", "", "t\u00f6ken"]) {
      await expect(failureOf(provider.adopt({ ...input, token: new Secret(token) }))).resolves.toEqual([
        "usage",
        "The token holds a space or a character that no header can carry.",
        "Check that it was copied whole and alone.",
      ]);
    }
    expect(api.calls()).toEqual([]);
  });
});

describe("who a Productive login is", () => {
  it("is read by the user id kept with it", async () => {
    const { provider, baseUrl } = await world({ "GET /users/135": user });
    const credential = credentialAt(baseUrl, { sessionId: "2", userId: "135" });
    expect(await provider.whoami(credential)).toEqual({
      identity: dana,
      session: { id: "2", expiresAt: null },
    });
  });

  it("is found by a bare token, which sends nothing to become a credential", async () => {
    const { provider, api } = await world({
      [firstPage]: sessionsPage([row("2", { token: mine })]),
      "GET /users/135": user,
    });
    const credential = provider.fromToken(input);
    expect(api.calls()).toEqual([]);
    expect(await provider.whoami(credential)).toEqual({
      identity: dana,
      session: { id: "2", expiresAt: null },
    });
  });

  it("shows its token as the API wants it", async () => {
    const { provider, baseUrl } = await providerWorld(productive, {}, { settings: { organizationId: "17" } });
    expect(opened(provider.tokenForm(credentialAt(baseUrl)))).toEqual({
      raw: `secret:${mine}`,
      headers: { "X-Auth-Token": `secret:${mine}`, "X-Organization-Id": "secret:17" },
    });
  });
});
