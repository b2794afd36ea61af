import { describe, expect, it } from "vitest";
import { overview } from "../../src/actions/overview.ts";
import { FobError } from "../../src/core/errors.ts";
import { envLogin, type FakeAppOptions, fakeApp } from "../support/fake-app.ts";

const now = "2026-01-31T00:00:00Z";
const past = { id: "1", expiresAt: new Date("2026-01-30T00:00:00Z") };
const future = { id: "1", expiresAt: new Date("2026-02-01T00:00:00Z") };
const minting = { members: { mintMachineToken: async () => Promise.reject(new Error("nothing is minted")) } };
const renewing = { members: { renew: async () => Promise.reject(new Error("nothing is sent")) } };

const inUse = ["fob whoami", "fob sessions list", "fob logout"];
const first = ["fob login", "fob demo", "fob sandbox"];

describe("what fob alone says is there, and what to type next", () => {
  it.each<readonly [string, FakeAppOptions, string, readonly string[]]>([
    ["nothing", {}, "no_login", first],
    ["nothing, and no keychain", { keychainInSight: false }, "no_login, no keychain", first],
    ["nothing, but another store", { keychainInSight: false, storeFlag: "file" }, "no_login", first],
    [
      "nothing, but another store of old",
      { keychainInSight: false, preferences: { store: "file" } },
      "no_login",
      first,
    ],
    ["a login", { profiles: [{ session: future }] }, "active", inUse],
    [
      "a login that can mint",
      { providers: [minting], profiles: [{}] },
      "active",
      ["fob whoami", "fob sessions list", "fob token machine --name NAME", "fob logout"],
    ],
    ["a login without an end", { profiles: [{}] }, "active", inUse],
    [
      "a login that has ended",
      { profiles: [{ session: past }] },
      "expired",
      ["fob login acme --profile acme"],
    ],
    [
      "one that renews itself",
      { providers: [renewing], profiles: [{ session: past }] },
      "expired",
      ["fob whoami --profile acme"],
    ],
    [
      "a login that waits for its code",
      { profiles: [{ state: "pending_otp" }] },
      "pending_otp",
      ["fob otp verify --profile acme", "fob login acme --profile acme"],
    ],
    [
      "a login that waits for its link",
      { profiles: [{ state: "pending_link" }] },
      "pending_link",
      ["fob login acme --profile acme"],
    ],
    [
      "a login that was ended",
      { profiles: [{ state: "logged_out" }] },
      "not_logged_in",
      ["fob login acme --profile acme"],
    ],
    [
      "a login of the environment",
      { selection: { env: envLogin("t") } },
      "active",
      [...inUse.slice(0, 2), "unset FOB_TOKEN"],
    ],
    ["more than one, and none chosen", { profiles: [{ name: "a" }, { name: "b" }] }, "unclear", []],
    [
      "one of them chosen",
      { profiles: [{ name: "a" }, { name: "b" }], preferences: { defaultProfile: "b" } },
      "active",
      inUse,
    ],
    [
      "a former session that waits to be ended",
      {
        profiles: [{ name: "a" }, { name: "b", state: "logged_out", pendingRevokes: 1 }],
        preferences: { defaultProfile: "a" },
      },
      "active",
      [...inUse, "fob logout b"],
    ],
    [
      "one of a profile that is logged in again",
      { profiles: [{ name: "a", pendingRevokes: 1 }] },
      "active",
      inUse,
    ],
    [
      "one, and none chosen",
      { profiles: [{ name: "a" }, { name: "b", state: "logged_out", pendingRevokes: 2 }] },
      "unclear",
      ["fob logout b"],
    ],
    ["a profile that is named and not there", { selection: { flag: "gone" } }, "unclear", []],
  ])("%s", async (_, options, state, next) => {
    const app = fakeApp({ now, ...options });
    const found = await overview(app);
    expect([
      found.lacksKeychain ? `${found.state}, no keychain` : found.state,
      found.next.map(({ command }) => command),
    ]).toEqual([state, next]);
    expect([app.events, app.warnings, found.problem?.details.hint === undefined]).toEqual([
      [],
      [],
      state !== "unclear",
    ]);
  });

  it("records that cannot be read are said, and hide nothing else", async () => {
    const damaged = new FobError("local_io", "The record of b is damaged.");
    const app = fakeApp({ profiles: [{ name: "a" }] });
    app.faults.problems = [damaged];
    expect(await overview(app)).toMatchObject({
      state: "active",
      profiles: [{ profile: { name: "a" }, state: "active" }],
    });
    expect(app.warnings).toEqual([{ code: "local_io", message: "The record of b is damaged." }]);
    const list = () => Promise.reject(damaged);
    expect(await overview({ ...app, records: { ...app.records, list } })).toMatchObject({
      state: "unclear",
      problem: damaged,
      profiles: [],
    });
  });
});
