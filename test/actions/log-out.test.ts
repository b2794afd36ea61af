import { describe, expect, it } from "vitest";
import { logOut } from "../../src/actions/log-out.ts";
import type { LogoutRequest } from "../../src/actions/logout-targets.ts";
import type { Provider } from "../../src/core/provider.ts";
import {
  envLogin,
  type FakeApp,
  type FakeAppOptions,
  failing,
  fakeApp,
  profileOf,
  told,
} from "../support/fake-app.ts";
import { credentialOf } from "../support/fake-provider.ts";

const ask = (more: Partial<LogoutRequest> = {}): LogoutRequest => ({
  names: [],
  all: false,
  localOnly: false,
  ...more,
});
const ends = (how: Provider["logout"]): FakeAppOptions["providers"] => [
  { members: how === undefined ? {} : { logout: how } },
];
const works = ends(async () => "revoked");
const fails = (code: Parameters<typeof failing>[0]) => ends(() => Promise.reject(failing(code)));
const revoking = { logout: async () => "revoked" as const };
const active = { slots: { active: credentialOf("t") } };
const gone = { active: null, pending: null, pendingRevoke: [] };
const left = { active: null, pending: null, pendingRevoke: ["t"] };
const same = { active: "t", pending: null, pendingRevoke: [] };

/** What the providers were asked, without the rest of the world. */
function asked(app: FakeApp): readonly string[] {
  return app.events.filter((event) => /^[ab]cme /.test(event));
}

describe("one logout", () => {
  it.each<readonly [string, FakeAppOptions["providers"], string, string, string | null, typeof gone]>([
    ["revoked", works, "revoked", "deleted", null, gone],
    ["gone already", ends(async () => "already_gone"), "already_gone", "deleted", null, gone],
    ["no way to end it", ends(undefined), "unsupported", "deleted", null, gone],
    ["unreachable", fails("network"), "failed", "pending_revoke", "network", left as never],
    ["forbidden", fails("forbidden"), "failed", "pending_revoke", "forbidden", left as never],
    ["interrupted", fails("interrupted"), "failed", "pending_revoke", "interrupted", left as never],
  ])("%s", async (_, providers, server, local, error, slots) => {
    const app = fakeApp({ providers, profiles: [active] });
    const [done, ...more] = await logOut(app, ask());
    expect([done?.server, done?.local, done?.error?.code ?? null, more]).toEqual([server, local, error, []]);
    expect(await app.slots("acme")).toEqual(slots);
    expect(app.profiles.get("acme")).toEqual(
      profileOf({ state: "logged_out", pendingRevokes: slots.pendingRevoke.length }),
    );
    expect(app.stores.keychain.items.size).toBe(slots.pendingRevoke.length);
    expect(app.warnings).toEqual([]);
  });

  it("leaves to be ended what rests at an address that cannot be opened, and ends the rest", async () => {
    const elsewhere = credentialOf("old", { baseUrl: "https://gone.example.com" });
    const app = fakeApp({
      providers: works,
      profiles: [{ slots: { active: credentialOf("t"), pendingRevoke: [elsewhere] }, pendingRevokes: 1 }],
    });
    const { openProvider } = app;
    app.openProvider = async (site) =>
      site.baseUrl === elsewhere.baseUrl
        ? Promise.reject(failing("local_io", "Its CA file is gone."))
        : openProvider(site);
    expect(await logOut(app, ask())).toMatchObject([
      { server: "failed", local: "pending_revoke", error: { code: "local_io" } },
    ]);
    expect(asked(app)).toEqual(["acme logout t"]);
    expect(await app.slots("acme")).toEqual({ ...left, pendingRevoke: ["old"] });
  });

  it("of all reports one whose record cannot be read, and does the others", async () => {
    const app = fakeApp({ providers: works, profiles: [active] });
    const error = failing("local_io").with({ profile: "bad" });
    app.faults.problems.push(error);
    const [first, ...more] = await logOut(app, ask({ all: true }));
    expect([first?.profile, first?.server]).toEqual(["acme", "revoked"]);
    expect(more).toEqual([
      {
        profile: "bad",
        provider: null,
        server: "skipped",
        local: "kept",
        wasOut: false,
        left: [],
        error,
      },
    ]);
    expect(await app.slots("acme")).toEqual(gone);
    const named = fakeApp({ providers: works, profiles: [active] });
    named.faults.problems.push(error);
    expect(await logOut(named, ask())).toHaveLength(1);
  });

  it("only forgets a token that was given, and names its session", async () => {
    const providers = [{ members: { ...revoking, revokeSession: revoking.logout } }];
    const slots = { active: credentialOf("t", { given: true }) };
    const app = fakeApp({
      providers,
      profiles: [{ given: true, session: { id: "41", expiresAt: null }, slots }],
    });
    expect(await logOut(app, ask())).toEqual([
      {
        profile: "acme",
        provider: "acme",
        server: "skipped",
        local: "deleted",
        wasOut: false,
        left: [{ id: "41", why: "given" }],
        error: null,
      },
    ]);
    expect(asked(app)).toEqual([]);
    expect(await app.slots("acme")).toEqual(gone);
  });

  const elsewhere = { baseUrl: "https://other.example.com" };
  const bob = { id: "8", login: "bob", name: "Bob", email: null };
  it.each<readonly [string, NonNullable<FakeAppOptions["profiles"]>, string]>([
    [
      "nobody, where there is none",
      [],
      ", log in to the same account: fob login acme --profile acme, then fob sessions revoke 41 --profile acme",
    ],
    [
      "none that is elsewhere",
      [{ name: "b", ...elsewhere }],
      ", log in to the same account: fob login acme --profile acme, then fob sessions revoke 41 --profile acme",
    ],
    [
      "none that is logged out",
      [{ name: "b", state: "logged_out" }],
      ", log in to the same account: fob login acme --profile acme, then fob sessions revoke 41 --profile acme",
    ],
    ["another of the same address", [{ name: "b", identity: bob }], ": fob sessions revoke 41 --profile b"],
    [
      "rather one of the same user",
      [{ name: "b", identity: bob }, { name: "c" }],
      ": fob sessions revoke 41 --profile c",
    ],
  ])("advises to end what it left with a login that still is one: %s", async (_, others, how) => {
    const slots = { active: credentialOf("t", { given: true }) };
    const app = fakeApp({
      providers: [{ members: { ...revoking, revokeSession: revoking.logout } }],
      profiles: [{ given: true, session: { id: "41", expiresAt: null }, slots }, ...others],
    });
    await logOut(app, ask({ names: ["acme"] }));
    const message = `The token of acme was given to fob, so its session lives on. To end it${how}`;
    expect(app.warnings).toEqual([{ code: "session_lives_on", message }]);
  });

  it.each([{}, { localOnly: true }])(
    "names the session of a login that waits for its code: %j",
    async (how) => {
      const pending = credentialOf("half", { details: { sessionId: "43", userId: "7" } });
      const app = fakeApp({
        providers: [{ members: { ...revoking, revokeSession: revoking.logout } }],
        profiles: [{ state: "pending_otp", slots: { pending } }],
      });
      expect(await logOut(app, ask(how))).toMatchObject([
        { server: "skipped", local: "deleted", wasOut: false, error: null },
      ]);
      expect(asked(app)).toEqual([]);
      const message =
        "A login of acme still waited for its code and could not be ended, so its session may live on. To end it, log in to the same account: fob login acme --profile acme, then fob sessions revoke 43 --profile acme";
      expect(app.warnings).toEqual([{ code: "session_lives_on", message }]);
      expect(await app.slots("acme")).toEqual(gone);
    },
  );

  it("names it beside a login that works and is ended, and not while its secrets could not be forgotten", async () => {
    const pending = credentialOf("half", { details: { sessionId: "43" } });
    const options = {
      providers: [{ members: { ...revoking, revokeSession: revoking.logout } }],
      profiles: [{ slots: { active: credentialOf("t"), pending } }],
    };
    const app = fakeApp(options);
    expect(await logOut(app, ask())).toMatchObject([{ server: "revoked", left: [{ id: "43" }] }]);
    const kept = fakeApp(options);
    kept.faults.put = failing("local_io");
    expect(await logOut(kept, ask())).toMatchObject([{ local: "kept", left: [] }]);
  });

  it("asks no server with --local-only, not even for what waits elsewhere", async () => {
    const waits = { name: "b", pendingRevokes: 1, slots: { pendingRevoke: [credentialOf("b-old")] } };
    const app = fakeApp({ providers: works, profiles: [active, waits] });
    expect(await logOut(app, ask({ names: ["acme"], localOnly: true }))).toMatchObject([
      { server: "skipped", local: "deleted", error: null },
    ]);
    expect(asked(app)).toEqual([]);
    expect([await app.slots("acme"), await app.slots("b")]).toEqual([
      gone,
      { ...gone, pendingRevoke: ["b-old"] },
    ]);
  });

  it("of a login that waits for its code forgets that, and asks nobody", async () => {
    const app = fakeApp({
      providers: works,
      profiles: [{ state: "pending_otp", slots: { pending: credentialOf("h") } }],
    });
    expect(await logOut(app, ask())).toMatchObject([{ server: "skipped", local: "deleted" }]);
    expect(await app.slots("acme")).toEqual(gone);
    expect(app.profiles.get("acme")?.state).toBe("logged_out");
  });

  it("of what is logged out already changes nothing and is done", async () => {
    const app = fakeApp({ providers: works, profiles: [{ state: "logged_out" }] });
    expect(await logOut(app, ask())).toMatchObject([{ server: "skipped", local: "deleted", error: null }]);
    expect(asked(app)).toEqual([]);
  });

  it("ends the session at the address it was got from, whatever the record says", async () => {
    const slots = { active: credentialOf("t", { baseUrl: "https://true.example.com" }) };
    const app = fakeApp({ providers: works, profiles: [{ slots }] });
    await logOut(app, ask());
    expect(app.events.slice(0, 2)).toEqual(["open acme at https://true.example.com", "acme logout t"]);
  });

  it("looks where the record says, whatever store the call names", async () => {
    const app = fakeApp({ providers: works, profiles: [active], storeFlag: "file" });
    expect(await logOut(app, ask())).toMatchObject([{ server: "revoked", local: "deleted" }]);
    expect(app.stores.keychain.items.size).toBe(0);
  });

  it.each(["locked", "unavailable"] as const)("touches nothing where the store is %s", async (kind) => {
    const app = fakeApp({ providers: works, profiles: [active] });
    app.stores.keychain.faults.read = { kind, reason: "for a test" };
    const [done] = await logOut(app, ask());
    expect([done?.server, done?.local, done?.error?.code]).toEqual(["skipped", "kept", `store_${kind}`]);
    expect(done?.error?.details).toMatchObject({ profile: "acme", provider: "acme" });
    expect(asked(app)).toEqual([]);
    delete app.stores.keychain.faults.read;
    expect(await app.slots("acme")).toEqual(same);
    expect(app.profiles.get("acme")).toEqual(profileOf());
  });

  it("says that the secret is kept where it cannot be deleted, though the session was ended", async () => {
    const app = fakeApp({ providers: works, profiles: [active] });
    app.stores.keychain.faults.delete = failing("store_locked");
    const [done] = await logOut(app, ask());
    expect([done?.server, done?.local, done?.error?.code]).toEqual(["revoked", "kept", "store_locked"]);
    expect(await app.slots("acme")).toEqual(same);
    expect(app.profiles.get("acme")?.state).toBe("active");
  });
});

describe("a session that could not be ended", () => {
  const twice = {
    state: "logged_out",
    pendingRevokes: 1,
    slots: { pendingRevoke: [credentialOf("old")] },
  } as const;

  it("is ended by the next logout of its profile, with what is in use", async () => {
    const slots = {
      active: credentialOf("t"),
      pendingRevoke: [credentialOf("old-1"), credentialOf("old-2")],
    };
    const app = fakeApp({ providers: works, profiles: [{ pendingRevokes: 2, slots }] });
    expect(await logOut(app, ask())).toMatchObject([{ server: "revoked", local: "deleted" }]);
    expect(asked(app)).toEqual(["acme logout old-1", "acme logout old-2", "acme logout t"]);
    expect(app.warnings).toEqual([]);
    expect(await app.slots("acme")).toEqual(gone);
    expect(app.profiles.get("acme")?.pendingRevokes).toBe(0);
  });

  it("stays where only another could be ended, and its failure is told", async () => {
    const logout: Provider["logout"] = async ({ secrets }) => {
      if (secrets.token?.reveal() === "old") throw failing("network");
      return "revoked";
    };
    const slots = { active: credentialOf("t"), pendingRevoke: [credentialOf("old")] };
    const app = fakeApp({ providers: ends(logout), profiles: [{ pendingRevokes: 1, slots }] });
    expect(await logOut(app, ask())).toMatchObject([
      { server: "failed", local: "pending_revoke", error: { code: "network" } },
    ]);
    expect(await app.slots("acme")).toEqual({ ...gone, pendingRevoke: ["old"] });
  });

  it("is tried first by the next logout of any other profile, which it does not disturb", async () => {
    const inUse = {
      ...twice,
      state: "active",
      slots: { ...twice.slots, active: credentialOf("b") },
    } as const;
    const app = fakeApp({ providers: works, profiles: [active, { ...inUse, name: "b" }] });
    expect(await logOut(app, ask({ names: ["acme"] }))).toMatchObject([
      { profile: "acme", server: "revoked" },
    ]);
    expect(asked(app)).toEqual(["acme logout old", "acme logout t"]);
    expect(await app.slots("b")).toEqual({ active: "b", pending: null, pendingRevoke: [] });
    expect(app.profiles.get("b")).toMatchObject({ state: "active", pendingRevokes: 0 });
    expect(app.warnings).toMatchObject([{ code: "pending_revoke_done" }]);
  });

  it("leaves a profile that waits for its link waiting", async () => {
    const app = fakeApp({
      providers: works,
      profiles: [active, { ...twice, name: "b", state: "pending_link" }],
    });
    await logOut(app, ask({ names: ["acme"] }));
    expect(app.profiles.get("b")).toMatchObject({ state: "pending_link", pendingRevokes: 0 });
  });

  it.each<readonly [string, (app: FakeApp) => void]>([
    ["its server fails", () => {}],
    [
      "its store is locked",
      (app) => {
        app.stores.file.faults.read = { kind: "locked", reason: "for a test" };
      },
    ],
    [
      "its provider is no longer built in",
      (app) => {
        app.profiles.set("b", { ...profileOf(), ...app.profiles.get("b"), provider: "gone" });
      },
    ],
  ])("hinders no other logout where %s", async (_, spoil) => {
    const logout: Provider["logout"] = async ({ secrets }) => {
      if (secrets.token?.reveal() === "old") throw failing("network");
      return "revoked";
    };
    const app = fakeApp({
      providers: ends(logout),
      profiles: [active, { ...twice, name: "b", store: "file" }],
    });
    spoil(app);
    expect(await logOut(app, ask({ names: ["acme"] }))).toMatchObject([
      { server: "revoked", local: "deleted" },
    ]);
    expect(app.warnings).toMatchObject([{ code: "pending_revoke" }]);
    app.stores.file.faults.read = undefined as never;
    expect(app.stores.file.items.get("b-ref")).toContain("old");
    expect(app.profiles.get("b")?.pendingRevokes).toBe(1);
  });

  it("is found in its own store, whatever store the call names", async () => {
    const app = fakeApp({
      providers: works,
      profiles: [
        { ...active, store: "file" },
        { ...twice, name: "b" },
      ],
      storeFlag: "file",
    });
    await logOut(app, ask({ names: ["acme"] }));
    expect(asked(app)).toEqual(["acme logout old", "acme logout t"]);
  });
});

describe("which profiles are logged out", () => {
  const several = [
    { name: "a", ...active },
    { name: "b", ...active },
    { name: "c", state: "logged_out" as const },
    {
      name: "d",
      state: "logged_out" as const,
      pendingRevokes: 1,
      slots: { pendingRevoke: [credentialOf("d-old")] },
    },
  ];

  it.each<readonly [string, Partial<LogoutRequest>, FakeAppOptions, readonly string[]]>([
    ["those named, each once", { names: ["b", "a", "b"] }, {}, ["b", "a"]],
    ["all that are in use or wait to be ended", { all: true }, {}, ["a", "b", "d"]],
    ["the one of both its name and --profile", { names: ["b"] }, { selection: { flag: "b" } }, ["b"]],
    ["all, whatever FOB_PROFILE says", { all: true }, { selection: { fobProfile: "a" } }, ["a", "b", "d"]],
    ["those named, whatever FOB_PROFILE says", { names: ["b"] }, { selection: { fobProfile: "a" } }, ["b"]],
    ["the one of --profile", {}, { selection: { flag: "b" } }, ["b"]],
    ["the default", {}, { preferences: { defaultProfile: "a" } }, ["a"]],
  ])("%s", async (_, request, options, expected) => {
    const app = fakeApp({ providers: works, profiles: several, ...options });
    const done = await logOut(app, ask(request));
    expect(done.map(({ profile }) => profile)).toEqual(expected);
  });

  it("says which one it is where nobody named it", async () => {
    const app = fakeApp({ providers: works, profiles: [active] });
    await logOut(app, ask());
    expect(app.terminal.seen.err).toBe("Logging out acme (chosen by: only)\n");
  });

  it.each<readonly [string, Partial<LogoutRequest>, FakeAppOptions, object]>([
    ["names and --all", { names: ["a"], all: true }, {}, { code: "usage" }],
    [
      "one that is not there",
      { names: ["a", "x"] },
      {},
      { code: "usage", message: "There is no profile x.", hint: "The profiles here are: a, b, c, d" },
    ],
    [
      "names and another --profile",
      { names: ["a", "b"] },
      { selection: { flag: "b" } },
      { code: "usage", hint: "Name all that are meant, without the flag: fob logout a b" },
    ],
    [
      "--all and --profile",
      { all: true },
      { selection: { flag: "b" } },
      { code: "usage", hint: "Give one of the two: --profile b or --all" },
    ],
    ["none of several", {}, {}, { code: "usage", message: "More than one profile is here: a, b, c, d." }],
    ["none at all", {}, { profiles: [] }, { code: "not_logged_in", exit: 4 }],
    ["FOB_TOKEN", {}, { selection: { env: envLogin("t-12345678") } }, { code: "unsafe", exit: 13 }],
  ])("is refused before anything is ended: %s", async (_, request, options, failure) => {
    const app = fakeApp({ providers: works, profiles: several, ...options });
    expect(await told(logOut(app, ask(request)))).toMatchObject(failure);
    expect(asked(app)).toEqual([]);
  });

  it("is nobody with --all where nobody is logged in", async () => {
    expect(await logOut(fakeApp(), ask({ all: true }))).toEqual([]);
  });

  it("goes on after one that fails", async () => {
    const [one, two] = [
      { id: "acme", members: { logout: () => Promise.reject(failing("network")) } },
      { id: "bcme", members: { logout: async () => "revoked" as const } },
    ];
    const app = fakeApp({
      providers: [one, two],
      profiles: [
        { name: "a", ...active },
        { name: "b", provider: "bcme", ...active },
      ],
    });
    expect(await logOut(app, ask({ all: true }))).toMatchObject([
      { profile: "a", server: "failed", local: "pending_revoke" },
      { profile: "b", server: "revoked", local: "deleted" },
    ]);
  });
});
