import { describe, expect, it } from "vitest";
import { Secret } from "../../../src/core/secret.ts";
import { amity } from "../../../src/providers/amity/index.ts";
import { productive } from "../../../src/providers/productive/index.ts";
import { apiWorld } from "../../support/api-world.ts";
import { ann } from "../../support/fake-provider.ts";

const settings = { region: "us", apiVersion: "v3", deviceId: "device-1" };
const registered = {
  body: {
    accessToken: "a-2",
    issuedAt: "2026-01-01T00:00:00Z",
    expiresAt: "2026-01-31T00:00:00Z",
    users: [{ userId: "ann", displayName: "Ann" }],
  },
};
const login = (expiresAt: Date | null) => ({
  credential: {
    secrets: { accessToken: new Secret("a-1"), apiKey: new Secret("k-1") },
    details: { userId: "ann", deviceId: "device-1" },
    expiresAt,
  },
  profile: { settings, identity: { ...ann, id: "ann" } },
});

describe("a login that ends", () => {
  it("is renewed before anything is sent", async () => {
    const soon = new Date("2026-01-01T00:04:00Z");
    const world = await apiWorld(amity, { "POST /api/v3/sessions": registered, "POST /x": {} }, login(soon));
    const { response } = await world.answer({ method: "POST" });
    expect([response.status, world.api.calls()]).toEqual([200, ["POST /api/v3/sessions", "POST /x"]]);
    expect(world.api.received[1]?.headers.authorization).toBe("Bearer a-2");
  });

  it("is renewed when a safe request is refused, which is then sent again", async () => {
    const world = await apiWorld(
      amity,
      { "POST /api/v3/sessions": registered, "GET /x": [{ status: 401 }, { body: { ok: true } }] },
      login(null),
    );
    const { response, failure } = await world.answer({});
    expect([response.status, failure, world.api.calls()]).toEqual([
      200,
      null,
      ["GET /x", "POST /api/v3/sessions", "GET /x"],
    ]);
  });

  it("refuses an unsafe request once and for all: 4", async () => {
    const world = await apiWorld(amity, { "POST /x": { status: 401, body: "no" } }, login(null));
    const { response, failure } = await world.answer({ method: "POST" });
    expect([response.status, failure?.code, failure?.exit, world.api.calls()]).toEqual([
      401,
      "login_expired",
      4,
      ["POST /x"],
    ]);
  });

  it("leaves the answer standing where it cannot be renewed", async () => {
    const routes = {
      "POST /api/v3/sessions": { status: 403, body: {} },
      "GET /x": { status: 401, body: "no" },
    };
    const world = await apiWorld(amity, routes, login(null));
    const { response, failure } = await world.answer({});
    expect([Buffer.from(response.body).toString(), failure?.code]).toEqual(["no", "login_expired"]);
    expect(world.app.warnings.map(({ code }) => code)).toEqual(["renewal_failed"]);
  });

  it("is the one that another process has stored meanwhile", async () => {
    const world = await apiWorld(productive, { "GET /x": [{ status: 401 }, {}] });
    const { call } = world;
    const store = world.app.stores.keychain;
    const before = await store.read("mine-ref");
    if (before.kind !== "found" || before.slots.active === null) throw new Error("nothing is stored");
    const other = { ...before.slots.active, secrets: { token: new Secret("t-2") } };
    const { read } = store;
    let times = 0;
    Object.assign(store, {
      read: async (ref: string) => {
        times += 1;
        return times === 1 ? read(ref) : { kind: "found", slots: { ...before.slots, active: other } };
      },
    });
    await call({});
    expect(world.api.received.map(({ headers }) => headers["x-auth-token"])).toEqual(["t-1", "t-2"]);
  });
});
