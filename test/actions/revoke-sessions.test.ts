import { describe, expect, it } from "vitest";
import type { Login } from "../../src/actions/login.ts";
import { type Revoked, revokeFailure, revokeSessions } from "../../src/actions/revoke-sessions.ts";
import {
  checkSelection,
  type Selected,
  type Selection,
  selectByFilter,
  selectByIds,
} from "../../src/actions/select-sessions.ts";
import { noFilter, type SessionFilter } from "../../src/actions/session-filter.ts";
import { chooseTarget } from "../../src/actions/target.ts";
import { openLogin } from "../../src/actions/use-login.ts";
import type { ErrorCode } from "../../src/core/errors.ts";
import { FobError } from "../../src/core/errors.ts";
import type { Provider } from "../../src/core/provider.ts";
import type { Session } from "../../src/core/session.ts";
import { envLogin, type FakeApp, type FakeAppOptions, failing, fakeApp, told } from "../support/fake-app.ts";
import { ann, credentialOf, pagesOf } from "../support/fake-provider.ts";
import { refusal } from "../support/refusal.ts";

const all = { by: "filter", filter: noFilter, others: false, pick: false } as const;
const now = "2026-01-31T00:00:00Z";
const sessions: readonly Partial<Session>[] = [
  { id: "1", current: true, lastActivityAt: new Date("2026-01-30T00:00:00Z") },
  { id: "2", name: "phone", lastActivityAt: new Date("2025-12-01T00:00:00Z") },
  { id: "3", kind: "machine", name: "ci-1" },
  { id: "4", userId: "8", name: "bob's" },
  { id: "5", kind: "machine", userId: "8", name: "ci-2" },
];

/** A server whose sessions end as the answers by id say: a failure's code, "gone", or with nothing said, well. */
function world(answers: Readonly<Record<string, ErrorCode | "gone">> = {}, more: FakeAppOptions = {}) {
  const revokeSession: Provider["revokeSession"] = async (_, id) => {
    const answer = answers[id];
    if (answer === undefined) return "revoked";
    if (answer === "gone") return "already_gone";
    throw failing(answer);
  };
  const members = { revokeSession, sessions: { list: pagesOf(sessions) } };
  return fakeApp({
    providers: [{ members }],
    profiles: [
      { identity: ann, session: { id: "1", expiresAt: null }, slots: { active: credentialOf("t") } },
    ],
    now,
    ...more,
  });
}

const opened = async (app: FakeApp): Promise<Login> => openLogin(app, await chooseTarget(app));
const asked = (app: FakeApp) => app.events.filter((event) => event.startsWith("acme "));

async function revoke(app: FakeApp, ids: readonly string[], how = {}): Promise<readonly Revoked[]> {
  const login = await opened(app);
  return revokeSessions(app, login, selectByIds(login, ids), { dryRun: false, concurrency: 1, ...how });
}

const results = (done: readonly Revoked[]) => done.map(({ id, result }) => `${id} ${result}`);

describe("what a filter selects", () => {
  it.each<readonly [string, Partial<SessionFilter>, boolean, readonly string[]]>([
    ["your own user sessions", {}, false, ["1", "2"]],
    ["all but the current one", {}, true, ["2"]],
    ["your own machine sessions", { kind: "machine" }, false, ["3"]],
    ["another user's", { userId: "8" }, false, ["4"]],
    ["another user's machines", { userId: "8", kind: "machine" }, false, ["5"]],
    ["by name, still your own", { name: "*" }, false, ["1", "2"]],
    ["by name", { name: "PH*" }, false, ["2"]],
    ["idle ones", { olderThanS: 30 * 86_400 }, false, ["2"]],
    ["none", { name: "nosuch" }, false, []],
  ])("%s", async (_, filter, others, ids) => {
    const app = world();
    const selection = { ...all, filter: { ...noFilter, ...filter }, others };
    const selected = await selectByFilter(app, await opened(app), selection);
    expect(selected.map(({ id }) => id)).toEqual(ids);
    expect(selected.filter(({ current }) => current).map(({ id }) => id)).toEqual(
      ids.filter((id) => id === "1"),
    );
  });

  it("is your own by the current session where the record does not know you", async () => {
    const nobody = { id: null, login: null, name: null, email: null };
    const app = world({}, { profiles: [{ identity: nobody, slots: { active: credentialOf("t") } }] });
    expect((await selectByFilter(app, await opened(app), all)).map(({ id }) => id)).toEqual(["1", "2"]);
  });

  it("is refused where nothing tells which are your own", async () => {
    const nobody = { id: null, login: null, name: null, email: null };
    const list = pagesOf([{ id: "2" }]);
    const app = world(
      {},
      {
        providers: [{ members: { revokeSession: async () => "revoked", sessions: { list } } }],
        profiles: [{ identity: nobody, slots: { active: credentialOf("t") } }],
      },
    );
    expect(await told(selectByFilter(app, await opened(app), all))).toMatchObject({
      code: "unsafe",
      exit: 13,
    });
    const ofBob = { ...all, filter: { ...noFilter, userId: "7" } };
    expect(await selectByFilter(app, await opened(app), ofBob)).toHaveLength(1);
  });
});

describe("what is checked before anything is opened", () => {
  const full = world().providers[0]?.info;
  const none = fakeApp().providers[0]?.info;
  const userOnly = fakeApp({ providers: [{ members: { revokeUser: async () => "revoked" } }] }).providers[0]
    ?.info;
  const ofUser = (more: Partial<SessionFilter> = {}, rest = {}): Selection => ({
    ...all,
    ...rest,
    filter: { ...noFilter, userId: "8", ...more },
  });
  const ids = (...list: string[]): Selection => ({ by: "ids", ids: list });

  it.each<readonly [string, typeof full, Selection, readonly [string, string] | null]>([
    ["ids", full, ids("1", "22"), null],
    ["a local id", full, ids("local:acme"), null],
    ["a filter", full, all, null],
    ["another user", full, ofUser(), null],
    ["a whole user", userOnly, ofUser(), null],
    ["a local id, of an API that ends nothing", none, ids("local:acme"), null],
    ["ids, of an API that ends nothing", none, ids("1"), ["unsupported", "ACME: No sessions_revoke."]],
    [
      "a bad id, of an API that ends nothing",
      none,
      ids("../x"),
      ["unsupported", "ACME: No sessions_revoke."],
    ],
    ["a filter, of an API that lists nothing", none, all, ["unsupported", "ACME: No sessions_list."]],
    ["a user, of an API that ends nothing", none, ofUser(), ["unsupported", "ACME: No user_revoke."]],
    ...["..", ".", "", "../users/1", "%2e%2e", "1?x", "1#", "1;2", " 1", "01", "١", "1\n", "-1"].map(
      (id): [string, typeof full, Selection, [string, string]] => [
        `the id ${JSON.stringify(id)}`,
        full,
        ids("1", id),
        ["usage", `${id === "1\n" ? "1\\x0a" : id} is not a session id: digits.`],
      ],
    ),
    ...(
      [
        [{ kind: "machine" }, {}],
        [{ olderThanS: 60 }, {}],
        [{ name: "x" }, {}],
        [{}, { others: true }],
        [{}, { pick: true }],
      ] as const
    ).map(([filter, rest]): [string, typeof full, Selection, [string, string]] => [
      `a whole user, narrowed by ${JSON.stringify({ ...filter, ...rest })}`,
      userOnly,
      ofUser(filter, rest),
      ["unsupported", "ACME cannot choose among a user's sessions."],
    ]),
  ])("%s", (_, info, selection, failure) => {
    if (info === undefined) throw new Error("no provider");
    if (failure === null) checkSelection(info, selection);
    else {
      const [code, , message] = refusal(() => checkSelection(info, selection));
      expect([code, message]).toEqual(failure);
    }
  });
});

describe("the end of sessions", () => {
  it("is reported for each, once, in the order given, the current one last", async () => {
    const app = world({ "3": "gone" });
    const done = await revoke(app, ["1", "2", "3", "2", "1"]);
    expect(results(done)).toEqual(["2 revoked", "3 already_gone", "1 revoked"]);
    expect(asked(app)).toEqual(["acme revokeSession 2", "acme revokeSession 3", "acme revokeSession 1"]);
    expect(revokeFailure(done)).toBeNull();
  });

  it("waits for all others before the current one, however many go at a time", async () => {
    const order: string[] = [];
    const revokeSession: Provider["revokeSession"] = async (_, id) => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push(id);
      return "revoked";
    };
    const app = world({}, { providers: [{ members: { revokeSession } }] });
    await revoke(app, ["1", "2", "3", "4"], { concurrency: 64 });
    expect([order.length, order.at(-1)]).toEqual([4, "1"]);
  });

  it("goes so many at a time and no more", async () => {
    let [running, most] = [0, 0];
    const revokeSession: Provider["revokeSession"] = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return "revoked";
    };
    const app = world({}, { providers: [{ members: { revokeSession } }] });
    const ids = Array.from({ length: 40 }, (_, at) => String(at + 2));
    expect(await revoke(app, ids, { concurrency: 5 })).toHaveLength(40);
    expect(most).toBe(5);
  });

  it("sends nothing on a dry run", async () => {
    const app = world();
    expect(results(await revoke(app, ["1", "2"], { dryRun: true }))).toEqual([
      "1 would_revoke",
      "2 would_revoke",
    ]);
    expect(asked(app)).toEqual([]);
  });

  it("of the current one forgets its secrets, and nothing that still waits to be ended", async () => {
    const slots = { active: credentialOf("t"), pendingRevoke: [credentialOf("old")] };
    const app = world(
      {},
      { profiles: [{ session: { id: "1", expiresAt: null }, pendingRevokes: 1, slots }] },
    );
    await revoke(app, ["1"]);
    expect(await app.slots("acme")).toEqual({ active: null, pending: null, pendingRevoke: ["old"] });
    expect(app.profiles.get("acme")).toMatchObject({ state: "logged_out", pendingRevokes: 1 });
  });

  it("of the current one that is gone already forgets its secrets too", async () => {
    const app = world({ "1": "gone" });
    await revoke(app, ["1"]);
    expect(app.stores.keychain.items.size).toBe(0);
    expect(app.profiles.get("acme")?.state).toBe("logged_out");
  });

  it("keeps the secrets where the current one could not be ended, or another was", async () => {
    const app = world({ "1": "forbidden" });
    await revoke(app, ["1", "2"]);
    expect(await app.slots("acme")).toMatchObject({ active: "t" });
  });

  it.each(["login_expired", "rate_limited"] as const)(
    "stops at %s, and the rest is skipped",
    async (code) => {
      const app = world({ "3": code });
      const done = await revoke(app, ["1", "2", "3", "4", "5"]);
      expect(results(done)).toEqual(["2 revoked", "3 failed", "4 skipped", "5 skipped", "1 skipped"]);
      expect(done.map(({ error }) => error?.code ?? null)).toEqual([null, code, code, code, code]);
      expect(asked(app)).toHaveLength(2);
      expect(revokeFailure(done)?.exit).toBe(3);
    },
  );

  it.each(["forbidden", "network", "provider_error", "outcome_unknown"] as const)(
    "goes on after %s",
    async (code) => {
      const done = await revoke(world({ "2": code }), ["2", "3"]);
      expect(results(done)).toEqual(["2 failed", "3 revoked"]);
    },
  );

  it("skips what a signal forestalls", async () => {
    const controller = new AbortController();
    const revokeSession: Provider["revokeSession"] = async (_, id) => {
      if (id === "3") controller.abort();
      return "revoked";
    };
    const app = world({}, { providers: [{ members: { revokeSession } }], signal: controller.signal });
    const done = await revoke(app, ["2", "3", "4", "1"]);
    expect(results(done)).toEqual(["2 revoked", "3 revoked", "4 skipped", "1 skipped"]);
    expect(done.map(({ error }) => error)).toEqual([null, null, null, null]);
  });

  it("passes a bug on", async () => {
    const revokeSession = () => Promise.reject(new TypeError("a bug"));
    const app = world({}, { providers: [{ members: { revokeSession } }] });
    await expect(revoke(app, ["2"])).rejects.toThrow("a bug");
  });
});

describe("the id local:PROFILE", () => {
  const logout = async () => "revoked" as const;
  const profiles = [
    { name: "acme", slots: { active: credentialOf("t") } },
    { name: "b", slots: { active: credentialOf("b") } },
  ];
  const selection = { flag: "acme" };

  it.each<readonly [string, NonNullable<Provider["logout"]>, string, string | null]>([
    ["revoked", logout, "revoked", null],
    ["gone already", async () => "already_gone", "already_gone", null],
    ["unreachable", () => Promise.reject(failing("network")), "failed", "network"],
  ])("means logout: %s", async (_, member, result, code) => {
    const providers = [{ members: { logout: member } }];
    const app = fakeApp({ providers, profiles, selection });
    const done = await revoke(app, ["local:acme", "local:b"]);
    expect(results(done)).toEqual([`local:b ${result}`, `local:acme ${result}`]);
    expect(done[0]?.error?.code ?? null).toBe(code);
    expect([(await app.slots("acme")).active, (await app.slots("b")).active]).toEqual([null, null]);
  });

  const plain = { id: "bcme", members: {} };
  const ofPlain = (name: string) => ({
    name,
    provider: "bcme",
    slots: { active: credentialOf(name) },
  });

  it.each<readonly [string, NonNullable<Provider["logout"]>, readonly string[], string | undefined]>([
    ["to one that cannot be ended", logout, ["b", "x1"], "To forget it here: fob logout x1"],
    ["to several", logout, ["b", "x1", "x2"], undefined],
    [
      "where another run may do better",
      () => Promise.reject(failing("network")),
      ["b", "x1"],
      "Run the same command again: what is already gone counts as done.",
    ],
  ])("is no advice to run it again %s", async (_, member, names, hint) => {
    const app = fakeApp({
      providers: [{ members: { logout: member } }, plain],
      profiles: [...profiles, ofPlain("x1"), ofPlain("x2")],
      selection,
    });
    const ids = names.map((name) => `local:${name}`);
    const failure = revokeFailure(await revoke(app, ids));
    expect([failure?.code, failure?.details.hint]).toEqual(["partly_done", hint]);
  });

  it("says what became of a login whose server could not be told", async () => {
    const unreachable = { logout: () => Promise.reject(failing("network", "No answer.")) };
    const app = fakeApp({ providers: [{ members: unreachable }], profiles, selection });
    const [done] = await revoke(app, ["local:b"]);
    expect(done?.error).toMatchObject({
      code: "network",
      message:
        "No answer. The login is put aside: no other command uses it, and each later logout tries to end it.",
      details: { hint: "To try again: fob logout b", profile: "b", provider: "acme" },
    });
    expect(await app.slots("b")).toEqual({ active: null, pending: null, pendingRevoke: ["b"] });
  });

  it("is 14 where the API has no logout, and forgets nothing", async () => {
    const app = fakeApp({ providers: [{ members: {} }], profiles, selection });
    const done = await revoke(app, ["local:b"]);
    expect([results(done), revokeFailure(done)?.exit]).toEqual([["local:b failed"], 14]);
    expect(await app.slots("b")).toMatchObject({ active: "b" });
  });

  it("is 14 where the token was given, and forgets nothing", async () => {
    const given = { given: true, slots: { active: credentialOf("b", { given: true }) } };
    const [first] = profiles;
    const app = fakeApp({
      providers: [{ members: { logout } }],
      profiles: [{ ...first }, { name: "b", ...given }],
      selection,
    });
    const done = await revoke(app, ["local:b"]);
    expect([results(done), revokeFailure(done)?.exit]).toEqual([["local:b failed"], 14]);
    expect(await app.slots("b")).toMatchObject({ active: "b" });
  });

  it("is reported under the login that it names", async () => {
    const providers = [{ members: { logout } }, { id: "bcme", members: { logout } }];
    const [first] = profiles;
    const b = { name: "b", provider: "bcme", slots: { active: credentialOf("b") } };
    const app = fakeApp({ providers, profiles: [{ ...first }, b], selection });
    const done = await revoke(app, ["local:b"]);
    expect(done).toEqual([{ id: "local:b", profile: "b", provider: "bcme", result: "revoked", error: null }]);
  });

  it("fails where there is no such profile", async () => {
    const app = fakeApp({ providers: [{ members: { logout } }], profiles, selection });
    const done = await revoke(app, ["local:x"]);
    expect([results(done), revokeFailure(done)?.exit]).toEqual([["local:x failed"], 2]);
  });

  const given = { given: true, slots: { active: credentialOf("t", { given: true }) } };
  const out = { state: "logged_out" as const };
  it.each<readonly [string, readonly string[], readonly string[], number | undefined]>([
    ["what it can end", ["b", "acme"], ["b would_revoke null", "acme would_revoke null"], undefined],
    ["what is not there", ["x"], ["x failed usage"], 2],
    ["what was given", ["given"], ["given failed unsupported"], 14],
    ["what has no logout", ["plain"], ["plain failed unsupported"], 14],
    ["what is over", ["out"], ["out already_gone null"], undefined],
    ["what still waits to be ended", ["waits"], ["waits would_revoke null"], undefined],
    [
      "some of each",
      ["x", "b", "given", "plain"],
      ["x failed usage", "b would_revoke null", "given failed unsupported", "plain failed unsupported"],
      3,
    ],
  ])("is told of a dry run as the real one would end: %s", async (_, names, expected, exit) => {
    const app = fakeApp({
      providers: [{ members: { logout } }, { id: "bcme", members: {} }],
      profiles: [
        ...profiles,
        { name: "given", ...given },
        { name: "plain", provider: "bcme", slots: { active: credentialOf("p") } },
        { name: "out", ...out },
        { name: "waits", ...out, pendingRevokes: 1, slots: { pendingRevoke: [credentialOf("old")] } },
      ],
      selection,
    });
    const ids = names.map((name) => `local:${name}`);
    const rows = (done: readonly Revoked[]) =>
      done.map(({ id, result, error }) => `${id.slice(6)} ${result} ${error?.code ?? null}`);
    const dry = await revoke(app, ids, { dryRun: true });
    expect([rows(dry), revokeFailure(dry)?.exit]).toEqual([expected, exit]);
    expect([asked(app), app.recorded]).toEqual([[], []]);
    const real = await revoke(app, ids);
    const done = (line: string) => line.replace("revoked", "would_revoke");
    expect(rows(real).map(done).sort()).toEqual([...expected].sort());
    expect(revokeFailure(real)).toEqual(revokeFailure(dry));
  });

  it("ends no login of the environment", async () => {
    const members = { logout, fromToken: () => credentialOf("env", { given: true }) };
    const app = fakeApp({
      providers: [{ members }],
      profiles: [{ name: "env", slots: { active: credentialOf("t") } }],
      selection: { env: envLogin("env-token") },
    });
    const done = await revoke(app, ["local:env"]);
    expect([results(done), done[0]?.error?.exit]).toEqual([["local:env failed"], 13]);
    expect(await app.slots("env")).toMatchObject({ active: "t" });
  });
});

describe("a whole user", () => {
  const ofBob = { ...all, filter: { ...noFilter, userId: "8" } };

  it("is ended at once, with the administrator's token", async () => {
    const seen: unknown[] = [];
    const revokeUser: Provider["revokeUser"] = async (userId, token) => {
      seen.push([userId, token.reveal()]);
      return "revoked";
    };
    const app = world({}, { providers: [{ members: { revokeUser } }], given: { adminToken: "admin-123" } });
    const login = await opened(app);
    const selected: readonly Selected[] = await selectByFilter(app, login, ofBob);
    expect(results(await revokeSessions(app, login, selected, { dryRun: false, concurrency: 8 }))).toEqual([
      "user:8 revoked",
    ]);
    expect(selected.map(({ current }) => current)).toEqual([false]);
    const own = { ...all, filter: { ...noFilter, userId: "7" } };
    expect((await selectByFilter(app, login, own)).map(({ current }) => current)).toEqual([true]);
    expect(seen).toEqual([["8", "admin-123"]]);
  });

  it("needs that token", async () => {
    const app = world({}, { providers: [{ members: { revokeUser: async () => "revoked" } }] });
    expect(await told(selectByFilter(app, await opened(app), ofBob))).toMatchObject({
      code: "input_needed",
      message: "Administrator's token is missing.",
    });
  });
});

describe("the failure of the whole", () => {
  const report = (id: string, code: ErrorCode | null): Revoked => ({
    id,
    profile: "acme",
    provider: "acme",
    result: code === null ? "revoked" : "failed",
    error: code === null ? null : new FobError(code, code),
  });

  it.each<readonly [string, readonly (ErrorCode | null)[], number | null]>([
    ["none selected", [], null],
    ["all ended", [null, null], null],
    ["one alone, forbidden", ["forbidden"], 5],
    ["one alone, unreachable", ["network"], 6],
    ["one alone, expired", ["login_expired"], 4],
    ["one of several", [null, "forbidden"], 3],
    ["several", ["forbidden", "network"], 3],
  ])("%s: %j", (_, codes, exit) => {
    const failure = revokeFailure(codes.map((code, at) => report(String(at), code)));
    expect(failure?.exit ?? null).toBe(exit);
  });
});
