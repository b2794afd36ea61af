import { describe, expect, it } from "vitest";
import type { Sandbox } from "../../src/sandbox/index.ts";
import fixtureSession from "../fixtures/amity/session.json" with { type: "json" };
import {
  expectFieldsOf,
  failure,
  jsonType,
  key,
  register,
  secureKey,
  unauthorized,
  verified,
} from "./amity-client.ts";
import { type RawAnswer, raw, sandboxes } from "./raw.ts";

const start = sandboxes();

describe("the registration of Amity", () => {
  it.each(["v3", "v4"])("answers %s as the sample does", async (version) => {
    const sandbox = await start();
    const answer = await register(sandbox, { displayName: "Ada" }, version);
    expect([answer.status, answer.type]).toEqual([200, jsonType]);
    expectFieldsOf(answer.json, fixtureSession);
    expect(answer.json).toMatchObject({
      issuedAt: "2026-01-15T12:00:00.000Z",
      expiresAt: "2026-02-14T12:00:00.000Z",
      users: [{ userId: "ada", displayName: "Ada", isGlobalBan: false, isDeleted: false }],
    });
    expect(sandbox.violations()).toEqual([]);
  });

  it("answers v5 without a refresh token, and with a user type", async () => {
    const { json } = await register(await start(), {}, "v5");
    const { userType, ...rest } = json;
    expect(userType).toBe("signed-in");
    expectFieldsOf(rest, fixtureSession, [".refreshToken"]);
  });

  it("creates whom it does not know, and renames whom it does", async () => {
    const sandbox = await start();
    const first = await register(sandbox, { userId: "new", displayName: "New" });
    const again = await register(sandbox, { userId: "new" });
    const renamed = await register(sandbox, { userId: "new", displayName: "Newer" });
    const names = [first, again, renamed].map(({ json }) => json.users[0].displayName);
    expect(names).toEqual(["New", "New", "Newer"]);
    expect([sandbox.counts.amityRegistrations, sandbox.counts.amityUsers]).toEqual([3, 1]);
  });

  it("ends the token that the same device had, whoever the user", async () => {
    const sandbox = await start();
    const [one, other] = [await register(sandbox), await register(sandbox, { deviceId: "device-2" })];
    const next = await register(sandbox, { userId: "bob" });
    const tokens = [one, other, next].map(({ json }) => json.accessToken);
    expect(await Promise.all(tokens.map((token) => verified(sandbox, token)))).toEqual([401, 200, 200]);
  });

  const long = (length: number): string => "x".repeat(length);
  it.each<[string, object, number, readonly string[]]>([
    ["a user id of 50", { userId: long(50) }, 200, []],
    ["a user id of 51", { userId: long(51) }, 422, ["userId length must be 1 to 50"]],
    ["an empty user id", { userId: "" }, 422, ["userId length must be 1 to 50"]],
    ["no user id", { userId: undefined }, 422, ["userId is required"]],
    ["no device id", { deviceId: undefined }, 422, ["deviceId is required"]],
    ["a device id of 150", { deviceId: long(150) }, 200, []],
    ["a device id of 151", { deviceId: long(151) }, 422, ["deviceId length must be 1 to 150"]],
    ["a display name of 101", { displayName: long(101) }, 422, ["displayName length must be 0 to 100"]],
    ["an auth token of 101", { authToken: long(101) }, 422, ["authToken length must be 1 to 100"]],
    ["a known device", { deviceInfo: { kind: "node", model: "m", sdkVersion: "1" } }, 200, []],
    ["an unknown device", { deviceInfo: { kind: "vax" } }, 422, ["deviceInfo.kind is not one of the known"]],
  ])("takes or refuses %s", async (_, fields, status, detail) => {
    const answer = await register(await start(), fields);
    expect(answer.status).toBe(status);
    if (status !== 200) expect(answer.json).toEqual(failure(500000, "Parameters validation error!", detail));
  });

  it.each(["ADMIN_x", "DELETED_x"])("refuses %s as a user id in v5 alone", async (userId) => {
    const sandbox = await start();
    const statuses = ["v3", "v4", "v5"].map(
      async (version) => (await register(sandbox, { userId }, version)).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 200, 422]);
  });

  it.each<[string, string, object, number, object]>([
    ["a wrong key", "wrong", {}, 401, unauthorized],
    ["a banned user", key, { userId: "mallory" }, 403, failure(400312, "User is banned from the network.")],
    ["a secure network without an auth token", secureKey, {}, 401, unauthorized],
    ["a secure network with a made-up auth token", secureKey, { authToken: "no" }, 401, unauthorized],
  ])("refuses %s", async (_, apiKey, fields, status, body) => {
    const sandbox = await start();
    const answer = await register(sandbox, fields, "v3", apiKey);
    expect([answer.status, answer.type, answer.json]).toEqual([status, jsonType, body]);
    expect([sandbox.counts.amityRegistrations, sandbox.violations()]).toEqual([0, []]);
  });
});

describe("an authentication token of Amity", () => {
  function mint(sandbox: Sandbox, serverKey: string, userId = "grace"): Promise<RawAnswer> {
    return raw(sandbox.url("amity"), {
      method: "POST",
      path: "/api/v4/authentication/token",
      headers: { "content-type": "application/json", "x-server-key": serverKey },
      body: { userId },
    });
  }
  const serverKey = "made-up-secure-amity-server-key";

  it("is bare text, short, and opens the secure network for its user for ten minutes", async () => {
    const sandbox = await start();
    const minted = await mint(sandbox, serverKey);
    expect([minted.status, minted.type]).toEqual([200, "text/plain; charset=utf-8"]);
    expect(minted.text).toMatch(/^made-up-auth-token-[0-9a-f]{32}$/);
    const opens = async (userId: string): Promise<number> =>
      (await register(sandbox, { userId, authToken: minted.text }, "v5", secureKey)).status;
    expect([await opens("grace"), await opens("bob")]).toEqual([200, 401]);
    sandbox.advance(600_000);
    expect(await opens("grace")).toBe(401);
  });

  it("comes as a JSON string from the older route", async () => {
    const sandbox = await start();
    const old = await raw(sandbox.url("amity"), {
      method: "GET",
      path: "/api/v3/authentication/token?userId=grace",
      headers: { "x-server-key": serverKey },
    });
    expect([old.status, old.type]).toEqual([200, jsonType]);
    expect((await register(sandbox, { userId: "grace", authToken: old.json }, "v3", secureKey)).status).toBe(
      200,
    );
  });

  it.each<[string, string, string, number, string, string]>([
    ["a wrong server key", "wrong", "grace", 401, "text/plain; charset=utf-8", "Unauthorized"],
    [
      "an open network",
      "made-up-amity-server-key",
      "ada",
      403,
      jsonType,
      JSON.stringify(failure(400300, "Forbidden Error.")),
    ],
    [
      "an empty user id",
      serverKey,
      "",
      422,
      jsonType,
      JSON.stringify(failure(500000, "Parameters validation error!", ["userId length must be 1 to 50"])),
    ],
  ])("is refused for %s", async (_, given, userId, status, type, text) => {
    const answer = await mint(await start(), given, userId);
    expect([answer.status, answer.type, answer.text]).toEqual([status, type, text]);
  });
});
