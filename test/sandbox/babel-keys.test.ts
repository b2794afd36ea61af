import { describe, expect, it } from "vitest";
import { adaKey, bearer, graceKey, send, user } from "./babel-client.ts";
import { type RawRequest, sandboxes } from "./raw.ts";

const start = sandboxes();

describe("the keys of Babel", () => {
  const keys = (headers: Record<string, string>, query = ""): RawRequest => ({
    method: "GET",
    path: `/v1/api-keys${query}`,
    headers,
  });
  const insert = (headers: Record<string, string>, apiKey: object): RawRequest => ({
    method: "POST",
    path: "/v1/api-keys",
    headers,
    body: { apiKey },
  });
  const remove = (headers: Record<string, string>, id: number): RawRequest => ({
    method: "DELETE",
    path: `/v1/api-keys/${id}`,
    headers,
  });

  it("are made, listed and deleted", async () => {
    const sandbox = await start();
    const headers = await bearer(sandbox);
    const made = await send(
      sandbox,
      insert(headers, { name: "ci", permissions: 3, expireDate: "2026-02-01T00:00:00Z" }),
    );
    expect([made.status, made.json]).toEqual([
      200,
      {
        success: true,
        apiKey: {
          id: 3,
          name: "ci",
          key: expect.stringMatching(/^api_MadeUp5a4db0c5[0-9a-f]{10}$/),
          clientSecret: "made-up-client-secret-3",
          createdDate: "2026-01-15T12:00:00Z",
          expireDate: "2026-02-01T00:00:00Z",
          ownerId: "5a4db0c5-0000-4000-8000-0000000000a1",
          permissions: 3,
        },
      },
    ]);
    const list = await send(sandbox, keys(headers, "?skip=1&take=5"));
    expect([list.json.apiKeys.map((key: { id: number }) => key.id), list.json.totalApiKeysCount]).toEqual([
      [2, 3],
      3,
    ]);
    expect((await send(sandbox, remove(headers, 3))).text).toBe('{"success":true}');
    const again = await send(sandbox, remove(headers, 3));
    expect([again.status, again.json]).toEqual([200, { code: 1004, message: "API key not found." }]);
    expect(sandbox.violations()).toEqual([]);
  });

  it.each<[string, object, object]>([
    ["no name", { permissions: 1 }, { code: 1003, message: "The API key has no name." }],
    ["a stranger", { name: "x", ownerId: "nobody" }, { code: 1005, message: "Owner not found." }],
    ["too many permissions", { name: "x", permissions: 16 }, { code: 1006, message: "Unknown permissions." }],
  ])("are refused for %s", async (_, apiKey, body) => {
    const answer = await send(await start(), insert({ "x-api-key": adaKey }, apiKey));
    expect([answer.status, answer.json]).toEqual([200, body]);
  });

  it.each<[string, (headers: Record<string, string>) => RawRequest, number]>([
    ["list", (headers) => keys(headers), 200],
    ["make", (headers) => insert(headers, { name: "x" }), 403],
    ["delete", (headers) => remove(headers, 1), 403],
  ])("may %s as far as the permissions of the key go", async (_, request, status) => {
    const answer = await send(await start(), request({ "x-api-key": graceKey }));
    expect(answer.status).toBe(status);
  });

  it.each([
    ["for three minutes", {}, [200, 200, 401]],
    ["not at all where nothing is cached", { keyCacheMs: 0 }, [401, 401, 401]],
  ])("work on once deleted, %s", async (_, babel, statuses) => {
    const sandbox = await start({ babel });
    const used = { "x-api-key": graceKey };
    expect((await send(sandbox, user(used))).status).toBe(200);
    await send(sandbox, remove({ "x-api-key": adaKey }, 2));
    const seen: number[] = [];
    for (const wait of [0, 179_999, 1]) {
      sandbox.advance(wait);
      seen.push((await send(sandbox, user(used))).status);
    }
    expect(seen).toEqual(statuses);
  });

  it("end with their date", async () => {
    const sandbox = await start({ babel: { keyCacheMs: 0 } });
    const expireDate = "2026-01-15T12:00:01Z";
    const made = await send(
      sandbox,
      insert({ "x-api-key": adaKey }, { name: "brief", permissions: 1, expireDate }),
    );
    const headers = { "x-api-key": made.json.apiKey.key };
    expect((await send(sandbox, user(headers))).status).toBe(200);
    sandbox.advance(1_000);
    expect((await send(sandbox, user(headers))).status).toBe(401);
  });

  it("know the roles", async () => {
    const answer = await send(await start(), {
      method: "GET",
      path: "/v1/roles",
      headers: { "x-api-key": adaKey },
    });
    expect(answer.json).toEqual({
      success: true,
      roles: ["Administrator", "LicenseManager", "Sales", "Customer"].map((name, i) => ({
        id: String(i + 1),
        name,
      })),
      totalRolesCount: 4,
    });
  });
});

it.each<[string, object, number, boolean]>([
  ["names the route that deletes a key", {}, 200, true],
  ["leaves it out where told so", { swagger: "without-delete" }, 200, false],
  ["is not there where it is off", { swagger: "off" }, 404, false],
])("the specification of Babel %s", async (_, babel, status, named) => {
  const answer = await send(await start({ babel }), { method: "GET", path: "/swagger/v1/swagger.json" });
  const paths = answer.json.paths ?? {};
  expect([answer.status, "delete" in (paths["/v1/api-keys/{id}"] ?? {})]).toEqual([status, named]);
});
