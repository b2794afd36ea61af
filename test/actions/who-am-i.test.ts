import { describe, expect, it } from "vitest";
import { everyWhoAmI, offlineState, whoAmI } from "../../src/actions/who-am-i.ts";
import type { ErrorCode } from "../../src/core/errors.ts";
import type { Provider } from "../../src/core/provider.ts";
import { envLogin, type FakeAppOptions, failing, fakeApp, profileOf, told } from "../support/fake-app.ts";
import { ann, credentialOf } from "../support/fake-provider.ts";

const noSession = { id: null, expiresAt: null };
const nobody = { id: null, login: null, name: null, email: null };
const expiresAt = new Date("2026-02-01T00:00:00Z");
const knows = (more = {}): Partial<Provider> => ({
  whoami: async () => ({ identity: ann, session: { id: "9", expiresAt }, ...more }),
});
const fails = (code: ErrorCode): Partial<Provider> => ({ whoami: () => Promise.reject(failing(code)) });
const active = { session: { id: "8", expiresAt: null }, slots: { active: credentialOf("t") } };

function world(members: Partial<Provider>, more: FakeAppOptions = {}) {
  return fakeApp({ providers: [{ members }], profiles: [active], ...more });
}

describe("who a profile is, by the server's word", () => {
  it("is told whole", async () => {
    expect(await whoAmI(world(knows()), false)).toEqual({
      profile: "acme",
      provider: "acme",
      state: "active",
      verified: true,
      identity: ann,
      session: { id: "9", expiresAt },
      source: "keychain",
      chosenBy: "only",
      failure: null,
    });
  });

  it("is completed by what is known where the server is silent", async () => {
    const silent = knows({ identity: { ...nobody, id: "7" }, session: noSession });
    expect(await whoAmI(world(silent), false)).toMatchObject({
      identity: ann,
      session: { id: "8", expiresAt: null },
    });
  });

  const another = "The provider answered with another user than the one who logged in.";
  it("is not somebody else, whatever the server says, and nothing changes", async () => {
    const app = world(knows({ identity: { ...nobody, id: "other", login: "eve" } }));
    const report = await whoAmI(app, false);
    expect([report.state, report.verified, report.identity]).toEqual(["unverified", false, ann]);
    expect([report.failure?.code, report.failure?.exit, report.failure?.message]).toEqual([
      "bad_answer",
      7,
      another,
    ]);
    expect(app.profiles.get("acme")).toEqual(profileOf({ session: active.session }));
    expect((await app.slots("acme")).active).toBe("t");
  });

  it("is not renewed to somebody else, whose new session is ended", async () => {
    const members: Partial<Provider> = {
      ...fails("login_expired"),
      renew: async () => ({
        credential: credentialOf("fresh"),
        identity: { ...ann, id: "other" },
        session: noSession,
        notices: [],
      }),
      logout: async () => "revoked",
    };
    const app = world(members);
    const report = await whoAmI(app, false);
    expect([report.identity, report.failure?.message]).toEqual([ann, another]);
    expect(app.events.at(-1)).toBe("acme logout fresh");
    expect((await app.slots("acme")).active).toBe("t");
  });

  it.each<readonly [ErrorCode, string, number]>([
    ["login_expired", "expired", 4],
    ["forbidden", "unverified", 5],
    ["network", "unverified", 6],
    ["tls", "unverified", 6],
    ["provider_error", "unverified", 7],
    ["bad_answer", "unverified", 7],
    ["rate_limited", "unverified", 8],
    ["redirect_refused", "unverified", 13],
  ])("after %s is %s, with what is stored and status %i", async (code, state, exit) => {
    const report = await whoAmI(world(fails(code)), false);
    expect(report.failure?.exit).toBe(exit);
    expect({ ...report, failure: null }).toEqual({
      profile: "acme",
      provider: "acme",
      state,
      verified: false,
      identity: ann,
      session: { id: "8", expiresAt: null },
      source: "keychain",
      chosenBy: "only",
      failure: null,
    });
  });

  it.each<readonly [string, FakeAppOptions, string, number]>([
    ["logged out", { profiles: [{ state: "logged_out" }] }, "not_logged_in", 4],
    [
      "a code pending",
      { profiles: [{ state: "pending_otp", slots: { pending: credentialOf("h") } }] },
      "pending_otp",
      15,
    ],
    ["a link pending", { profiles: [{ state: "pending_link" }] }, "pending_link", 15],
    [
      "a record that is behind the store",
      { profiles: [{ state: "active", slots: { pending: credentialOf("h") } }] },
      "pending_otp",
      15,
    ],
  ])("with %s is %s, and asks nobody", async (_, options, state, exit) => {
    const app = world({}, options);
    const report = await whoAmI(app, false);
    expect([report.state, report.verified, report.failure?.exit]).toEqual([state, false, exit]);
  });

  it("is unverified where the store is locked", async () => {
    const app = world(knows());
    app.stores.keychain.faults.read = { kind: "locked", reason: "for a test" };
    const report = await whoAmI(app, false);
    expect([report.state, report.failure?.exit]).toEqual(["unverified", 9]);
  });

  it("is renewed first, and active, where the login was dead and can be renewed", async () => {
    const whoami: Provider["whoami"] = async ({ secrets }) => {
      if (secrets.token?.reveal() === "t") throw failing("login_expired");
      return { identity: ann, session: noSession };
    };
    const renew: Provider["renew"] = async () => ({
      credential: credentialOf("fresh"),
      identity: ann,
      session: { id: "10", expiresAt: null },
      notices: [],
    });
    expect(await whoAmI(world({ whoami, renew }), false)).toMatchObject({
      state: "active",
      session: { id: "10" },
    });
  });

  it("of the environment has no profile", async () => {
    const members = { ...knows(), fromToken: () => credentialOf("env") };
    const app = world(members, { profiles: [], selection: { env: envLogin("env-token", "acme-too") } });
    expect(await whoAmI(app, false)).toMatchObject({
      profile: null,
      provider: "acme",
      state: "active",
      source: "env",
      chosenBy: "FOB_TOKEN",
      session: { id: "9" },
    });
  });

  it("is nobody where there is no profile", async () => {
    const report = await whoAmI(fakeApp(), false);
    expect(report.failure?.exit).toBe(4);
    expect({ ...report, failure: null }).toEqual({
      profile: null,
      provider: null,
      state: "not_logged_in",
      verified: false,
      identity: nobody,
      session: noSession,
      source: null,
      chosenBy: null,
      failure: null,
    });
  });

  it("is wrong usage where it is not known which", async () => {
    const profiles = [{ name: "a" }, { name: "b" }];
    expect(await told(whoAmI(fakeApp({ profiles }), false))).toMatchObject({ code: "usage", exit: 2 });
  });
});

describe("who a profile is, offline", () => {
  it.each<readonly [string, Parameters<typeof profileOf>[0], string, number | null]>([
    ["active", {}, "active", null],
    ["active with an end to come", { session: { id: "8", expiresAt } }, "active", null],
    ["ended", { session: { id: "8", expiresAt: new Date("2026-01-01T00:00:00Z") } }, "expired", 4],
    ["logged out", { state: "logged_out", session: { id: "8", expiresAt: new Date(0) } }, "not_logged_in", 4],
    ["a code pending", { state: "pending_otp" }, "pending_otp", 15],
    ["a link pending", { state: "pending_link" }, "pending_link", 15],
  ])("%s: %j", async (_, record, state, exit) => {
    const app = fakeApp({ profiles: [record ?? {}] });
    const report = await whoAmI(app, true);
    expect([report.state, report.verified, report.failure?.exit ?? null]).toEqual([state, false, exit]);
    expect(report.identity).toEqual(ann);
    expect(app.events).toEqual([]);
    expect(offlineState(profileOf(record), app.clock.now())).toBe(state);
  });

  it("of the environment is what was given", async () => {
    const app = fakeApp({ selection: { env: envLogin("env-token") } });
    expect(await whoAmI(app, true)).toMatchObject({
      state: "active",
      verified: false,
      source: "env",
      identity: nobody,
    });
    expect(app.events).toEqual([]);
  });
});

describe("who all profiles are", () => {
  it("is asked of all, by name, and no rule chose", async () => {
    const app = fakeApp({
      providers: [{ members: knows() }, { id: "bcme", members: fails("network") }],
      profiles: [
        { name: "b", provider: "bcme", ...active },
        { name: "a", ...active },
        { name: "c", state: "logged_out" },
      ],
    });
    const reports = await everyWhoAmI(app, false);
    expect(reports.map(({ profile, state, chosenBy }) => [profile, state, chosenBy])).toEqual([
      ["a", "active", null],
      ["b", "unverified", null],
      ["c", "not_logged_in", null],
    ]);
  });

  it.each([false, true])("is unknown of one whose record cannot be read; offline: %j", async (offline) => {
    const app = world(knows());
    const error = failing("local_io").with({ profile: "bad" });
    app.faults.problems.push(error);
    const [, ...more] = await everyWhoAmI(app, offline);
    expect(more).toEqual([
      {
        profile: "bad",
        provider: null,
        state: "unverified",
        verified: false,
        identity: nobody,
        session: noSession,
        source: null,
        chosenBy: null,
        failure: error,
      },
    ]);
  });

  it("opens no store and asks no server offline", async () => {
    const app = fakeApp({ profiles: [{ name: "a" }, { name: "b", state: "logged_out" }] });
    expect((await everyWhoAmI(app, true)).map(({ state }) => state)).toEqual(["active", "not_logged_in"]);
    expect(app.events).toEqual([]);
  });

  it("is nobody where there is no profile", async () => {
    expect(await everyWhoAmI(fakeApp(), false)).toEqual([]);
  });
});
