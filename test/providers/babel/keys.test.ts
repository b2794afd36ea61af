import { describe, expect, it } from "vitest";
import { matchesWhole } from "../../../src/core/pattern.ts";
import { babel } from "../../../src/providers/babel/index.ts";
import type { Answer, Routes } from "../../support/fake-api.ts";
import { everyItem, failureOf, opened, providerWorld, secrets } from "../../support/provider-world.ts";

const swaggerAt = "GET /swagger/v1/swagger.json";
const listAt = (skip = 0) => `GET /v1/api-keys?take=200&skip=${skip}`;
const deleteAt = "DELETE /v1/api-keys/7";
const described = (paths: object): Answer => ({ body: { openapi: "3.0.1", paths } });
const whole = described({ "/v1/api-keys": { get: {}, post: {} }, "/v1/api-keys/{id}": { delete: {} } });
const listOf = (apiKeys: readonly object[]): Answer => ({ body: { success: true, apiKeys } });

async function world(routes: Routes, swagger: Answer | null = whole) {
  const made = await providerWorld(babel, swagger === null ? routes : { ...routes, [swaggerAt]: swagger }, {
    basePath: "/licensing",
  });
  const kept = secrets({ token: "made-up-token", apiKey: "api_mine" });
  const credential = { baseUrl: made.baseUrl, secrets: kept, details: {}, expiresAt: null, given: false };
  const { listMachineTokens, revokeMachineToken, checkServer } = made.provider;
  if (!listMachineTokens || !revokeMachineToken || !checkServer) throw new Error("a member is missing");
  return {
    ...made,
    list: () => everyItem(listMachineTokens(credential)),
    revoke: () => revokeMachineToken(credential, "7"),
    check: () => checkServer(["machine_list", "machine_revoke"]),
  };
}

describe("what a Babel server says of itself", () => {
  const byHand = "See and delete API keys in the web application; minting one needs no such description.";
  const notNamed = (what: string) => [
    "unsupported",
    `This server's own API description (swagger) does not name ${what} API keys.`,
    byHand,
  ];
  const notThere = [
    "unsupported",
    "This server's own API description (swagger) is not to be had, so it is not known to allow listing API keys.",
    byHand,
  ];
  it.each<readonly [string, Answer, unknown]>([
    ["all", whole, null],
    [
      "all, in other capitals and words",
      described({ "/V1/Api-Keys/": { get: {} }, "/v1/api-keys/{keyId}": { delete: {} } }),
      null,
    ],
    ["no list", described({ "/v1/api-keys": { post: {} } }), notNamed("listing")],
    ["no deletion", described({ "/v1/api-keys": { get: {}, delete: {} } }), notNamed("deleting")],
    [
      "another's deletion",
      described({ "/v1/api-keys": { get: {} }, "/v1/api-keys/{id}/permissions": { delete: {} } }),
      notNamed("deleting"),
    ],
    ["nothing", described({}), notNamed("listing")],
    ["no paths", { body: { openapi: "3.0.1" } }, notThere],
    ["a page", { body: "<html></html>", type: "text/html" }, notThere],
    ["that it is hidden", { status: 404 }, notThere],
    ["that it is not for everybody", { status: 401 }, notThere],
    ["that it is ill", { status: 500 }, ["provider_error", "Babel Licensing answered 500."]],
  ])("%s", async (_, swagger, failure) => {
    const { check } = await world({}, swagger);
    expect(
      await check().then(
        () => null,
        () => failureOf(check()),
      ),
    ).toEqual(failure);
  });

  it("is asked once, without a secret", async () => {
    const { check, revoke, api } = await world({ [deleteAt]: { body: { success: true } } });
    await check();
    await revoke();
    expect(api.calls()).toEqual([
      "GET /licensing/swagger/v1/swagger.json",
      "DELETE /licensing/v1/api-keys/7",
    ]);
    const { authorization, "x-api-key": key } = api.received[0]?.headers ?? {};
    expect([authorization, key]).toEqual([undefined, undefined]);
  });

  it.each(["list", "revoke"] as const)("is asked before %s", async (what) => {
    const made = await world({}, described({}));
    expect(await failureOf(made[what]())).toMatchObject([
      "unsupported",
      expect.anything(),
      expect.anything(),
    ]);
    expect(made.api.calls()).toEqual(["GET /licensing/swagger/v1/swagger.json"]);
  });
});

describe("the API keys of a Babel server", () => {
  it("are listed without their secrets, and the one in use is known", async () => {
    const { list, api } = await world({
      [listAt()]: listOf([
        { id: 1, name: "mine", key: "api_mine", clientSecret: "cs-1", ownerId: "3f2c", permissions: 15 },
        {
          id: 2,
          name: "old",
          key: "api_other",
          ownerId: 9,
          permissions: 1,
          revoked: true,
          createdDate: "2026-01-01T00:00:00Z",
          expireDate: "2026-02-01T00:00:00Z",
        },
        { id: "k-3" },
      ]),
    });
    const blank = { tokenType: "api_key", revoked: false, current: false, lastActivityAt: null };
    const unknown = { name: null, readOnly: null, userId: null, createdAt: null, expiresAt: null };
    expect(opened(await list())).toEqual([
      { ...unknown, ...blank, id: "1", name: "mine", current: true, readOnly: false, userId: "3f2c" },
      {
        ...blank,
        id: "2",
        name: "old",
        revoked: true,
        readOnly: true,
        userId: "9",
        createdAt: "2026-01-01T00:00:00.000Z",
        expiresAt: "2026-02-01T00:00:00.000Z",
      },
      { ...unknown, ...blank, id: "k-3" },
    ]);
    expect(api.received[1]?.headers).toMatchObject({ "x-api-key": "api_mine" });
  });

  const keys = (from: number, count: number) => Array.from({ length: count }, (_, at) => ({ id: from + at }));
  it.each<readonly [string, Routes, number]>([
    ["none", { [listAt()]: { body: { success: true } } }, 0],
    ["two pages", { [listAt()]: listOf(keys(1, 200)), [listAt(200)]: listOf(keys(201, 3)) }, 203],
    ["a full page and no more", { [listAt()]: listOf(keys(1, 200)), [listAt(200)]: listOf([]) }, 200],
    ["all at once", { [listAt()]: listOf(keys(1, 350)) }, 350],
    ["the same again", { [listAt()]: listOf(keys(1, 200)), [listAt(200)]: listOf(keys(1, 200)) }, 200],
  ])("may be %s", async (_, routes, count) => {
    const { list } = await world(routes);
    expect((await list()).length).toBe(count);
  });

  it.each<readonly [string, Answer, unknown]>([
    ["a key without an id", listOf([{ name: "x" }]), "bad_answer"],
    ["a key that is none", { body: { success: true, apiKeys: ["x"] } }, "bad_answer"],
    ["no success", { body: { apiKeys: [] } }, "refused"],
    ["403", { status: 403 }, "forbidden"],
  ])("are no list with %s", async (_, answer, code) => {
    const { list } = await world({ [listAt()]: answer });
    expect(await failureOf(list())).toMatchObject({ 0: code });
  });

  const refused = { body: { success: false, code: 1004, message: "API key not found." } };
  it.each<readonly [string, Answer, Answer | null, string]>([
    ["done", { body: { success: true } }, null, "revoked"],
    ["404", { status: 404 }, null, "already_gone"],
    ["refused, and it is gone", refused, listOf([{ id: 8 }]), "already_gone"],
    ["refused, and it is revoked", refused, listOf([{ id: 7, revoked: true }]), "already_gone"],
    ["refused, and it is there", refused, listOf([{ id: 7 }]), "refused"],
    ["refused, and nobody knows", refused, { status: 403 }, "refused"],
    ["a page with 404", { status: 404, body: "<html></html>", type: "text/html" }, null, "bad_answer"],
    ["nothing", { status: 204 }, null, "bad_answer"],
    ["403", { status: 403 }, null, "forbidden"],
  ])("are revoked: %s", async (_, answer, list, expected) => {
    const { revoke } = await world({ [deleteAt]: answer, ...(list === null ? {} : { [listAt()]: list }) });
    expect(await revoke().catch(({ code }) => code)).toBe(expected);
  });
});

describe("what may be the id of a key that is gone", () => {
  it.each([
    ["41", true],
    ["5a4db0c5-0000-4000-8000-0000000000a1", true],
    ["5A4DB0C5-0000-4000-8000-0000000000A1", true],
    ["m2typo", false],
    ["ci-2", false],
    ["2-deploy", false],
    ["5a4db0c5", false],
    ["5a4db0c5-0000-4000-8000-0000000000a1-2", false],
    ["12345678901234567890", false],
  ])("%s: %j", (text, expected) => {
    expect(matchesWhole(babel.info.machineToken?.idPattern ?? "", text)).toBe(expected);
  });
});
