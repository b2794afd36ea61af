import { describe, expect, it } from "vitest";
import { type ListedSession, type ListRequest, listSessions } from "../../src/actions/list-sessions.ts";
import { noFilter } from "../../src/actions/session-filter.ts";
import type { Provider } from "../../src/core/provider.ts";
import { envLogin, type FakeApp, type FakeAppOptions, failing, fakeApp, told } from "../support/fake-app.ts";
import { ann, blankSession, credentialOf, pagesOf } from "../support/fake-provider.ts";

const one: ListRequest = { everyProfile: false, filter: noFilter, sort: null, limit: null };
const every: ListRequest = { ...one, everyProfile: true };
const active = { slots: { active: credentialOf("t") } };
const pages = pagesOf([{ id: "3" }, { id: "1", kind: "machine" }], [{ id: "2" }]);

function world(options: FakeAppOptions = {}): FakeApp {
  return fakeApp({ providers: [{ members: { sessions: { list: pages } } }], profiles: [active], ...options });
}

async function listed(app: FakeApp, request: ListRequest) {
  const shown: ListedSession[] = [];
  const listing = await listSessions(app, request, (session) => shown.push(session) > 0);
  return { ...listing, ids: shown.map(({ id }) => id), shown };
}

const coverage = (more = {}) => ({
  profile: "acme",
  provider: "acme",
  status: "listed",
  count: 3,
  complete: true,
  error: null,
  ...more,
});

describe("the sessions of a profile", () => {
  it("are all that the server shows, page by page", async () => {
    const { ids, count, failure, coverage: covered, shown } = await listed(world(), one);
    expect([ids, count, failure]).toEqual([["3", "1", "2"], 3, null]);
    expect(covered).toEqual([coverage()]);
    expect(shown[0]).toEqual({ ...blankSession, id: "3", profile: "acme", provider: "acme" });
  });

  it.each<readonly [string, Partial<ListRequest>, readonly string[], number]>([
    ["filtered", { filter: { ...noFilter, kind: "user" } }, ["3", "2"], 2],
    ["sorted", { sort: { key: "id", descending: false } }, ["1", "2", "3"], 3],
    ["sorted the other way", { sort: { key: "id", descending: true } }, ["3", "2", "1"], 3],
    ["limited", { limit: 2 }, ["3", "1"], 2],
    ["limited to more than there are", { limit: 9 }, ["3", "1", "2"], 3],
    ["sorted, then limited", { sort: { key: "id", descending: false }, limit: 2 }, ["1", "2"], 2],
    ["filtered, then limited", { filter: { ...noFilter, kind: "user" }, limit: 1 }, ["3"], 1],
  ])("are %s", async (_, request, ids, count) => {
    expect(await listed(world(), { ...one, ...request })).toMatchObject({ ids, count, failure: null });
  });

  it("leave no line of progress behind, whether they could be read or not", async () => {
    for (const app of [world(), world({ profiles: [] })]) {
      let cleared = 0;
      const progressDone = () => void cleared++;
      const watched = { ...app, terminal: { ...app.terminal, progressDone } };
      await listSessions(watched, one, () => true).catch(() => null);
      expect(cleared).toBe(1);
    }
  });

  it("are read no further than the limit asks", async () => {
    let read = 0;
    const list = async function* () {
      for (;;) {
        read++;
        yield [{ ...blankSession, id: String(read) }];
      }
    };
    const app = world({ providers: [{ members: { sessions: { list } } }] });
    expect(await listed(app, { ...one, limit: 2 })).toMatchObject({ ids: ["1", "2"] });
    expect(read).toBe(2);
  });

  it("go out as they come", async () => {
    const log: string[] = [];
    const list = async function* () {
      for (const id of ["1", "2"]) {
        log.push(`page ${id}`);
        yield [{ ...blankSession, id }];
      }
    };
    const app = world({ providers: [{ members: { sessions: { list } } }] });
    await listSessions(app, one, ({ id }) => log.push(`shown ${id}`) > 0);
    expect(log).toEqual(["page 1", "shown 1", "page 2", "shown 2"]);
    log.splice(0);
    await listSessions(app, one, ({ id }) => log.push(`shown ${id}`) < 0);
    expect(log).toEqual(["page 1", "shown 1"]);
  });

  it("go out a page at a time for who wants that, what is left at the end, and end where that one says so", async () => {
    const log: string[] = [];
    const show = (enough: string) => ({
      one: ({ id }: ListedSession) => log.push(id) > 0,
      page: () => log.push("page") < 0 || !log.includes(enough),
    });
    await listSessions(world(), one, show("none"));
    expect(log.splice(0)).toEqual(["3", "1", "page", "2", "page", "page"]);
    await listSessions(world(), one, show("1"));
    expect(log.splice(0)).toEqual(["3", "1", "page", "page"]);
    await listSessions(world(), { ...one, limit: 1 }, show("none"));
    expect(log.splice(0)).toEqual(["3", "page", "page"]);
  });

  it("say once where one may be missing, and show how far they are read", async () => {
    const queries: (string | null)[] = [];
    const list: NonNullable<Provider["sessions"]>["list"] = async function* (_, query) {
      queries.push(query?.kind ?? null);
      query?.total(4000);
      yield [{ ...blankSession, id: "1" }];
      app.clock.advance(10_000);
      query?.moved();
      query?.moved();
      yield [{ ...blankSession, id: "2" }];
    };
    const app = world({ providers: [{ members: { sessions: { list } } }] });
    const { coverage: covered, failure } = await listed(app, {
      ...one,
      filter: { ...noFilter, kind: "user" },
    });
    expect([covered, failure, queries]).toEqual([[coverage({ count: 2, complete: false })], null, ["user"]]);
    expect(app.warnings).toEqual([
      {
        code: "list_moved",
        message: "The sessions of acme changed while they were read: some may be missing. List them again.",
      },
    ]);
    expect(app.terminal.seen.progress).toEqual([
      "1 of 4,000 sessions",
      "2 of 4,000 sessions, 0.2 a second, 5 h 33 min left",
    ]);
  });

  it("are the one of this machine where the API shows none", async () => {
    const expiresAt = new Date("2026-02-01T00:00:00Z");
    const logout = async () => "revoked" as const;
    const slots = { active: credentialOf("t", { expiresAt }) };
    const app = world({ providers: [{ members: { logout } }], profiles: [{ slots, identity: ann }] });
    const { shown, coverage: covered } = await listed(app, one);
    expect(covered).toEqual([coverage({ status: "local_only", count: 1 })]);
    expect(shown).toEqual([
      {
        ...blankSession,
        id: "local:acme",
        current: true,
        expiresAt,
        revocable: true,
        profile: "acme",
        provider: "acme",
      },
    ]);
  });

  it.each<readonly [string, FakeAppOptions, string]>([
    ["the API cannot end it", { providers: [{}] }, "local:acme"],
    ["it was given", { profiles: [{ slots: { active: credentialOf("t", { given: true }) } }] }, "local:acme"],
    ["it is the environment's", { selection: { env: envLogin("t-1234567") } }, "local:env"],
  ])("are not to be ended where %s", async (_, options, id) => {
    const fromToken = () => credentialOf("t", { given: true });
    const members = { logout: async () => "revoked" as const, fromToken };
    const { shown } = await listed(world({ providers: [{ members }], ...options }), one);
    expect(shown).toMatchObject([{ id, revocable: false }]);
  });

  it("are not empty but a failure where the login is dead", async () => {
    const list = () => pagesFailing("login_expired");
    const app = world({ providers: [{ members: { sessions: { list } } }] });
    expect(await told(listed(app, one))).toMatchObject({ code: "login_expired", exit: 4 });
    expect(await told(listed(world({ profiles: [{ state: "logged_out" }] }), one))).toMatchObject({
      exit: 4,
    });
  });
});

// biome-ignore lint/correctness/useYield: it fails before the first page.
async function* pagesFailing(code: Parameters<typeof failing>[0]): AsyncGenerator<readonly never[]> {
  throw failing(code, `${code} for a test`);
}

describe("the sessions of all profiles", () => {
  const providers = [
    { id: "acme", members: { sessions: { list: pages } } },
    { id: "bcme", members: {} },
    { id: "dead", members: { sessions: { list: () => pagesFailing("network") } } },
  ];
  const profiles = [
    { name: "a", provider: "acme", ...active },
    { name: "b", provider: "bcme", ...active },
    { name: "c", provider: "acme", state: "logged_out" as const },
    { name: "p", provider: "acme", state: "pending_otp" as const },
  ];

  it("are listed beside each other; who is not logged in is left out and named", async () => {
    const app = fakeApp({ providers, profiles });
    const { ids, coverage: covered, failure, count } = await listed(app, every);
    expect([[...ids].sort(), count, failure]).toEqual([["1", "2", "3", "local:b"], 4, null]);
    expect(covered).toEqual([
      coverage({ profile: "a" }),
      coverage({ profile: "b", provider: "bcme", status: "local_only", count: 1 }),
    ]);
    expect(app.warnings).toEqual([
      { code: "not_logged_in", message: "c is not logged in and is left out." },
      { code: "not_logged_in", message: "p is not logged in and is left out." },
    ]);
  });

  it("are shown though one fails, which is told", async () => {
    const app = fakeApp({ providers, profiles: [...profiles, { name: "d", provider: "dead", ...active }] });
    const { ids, coverage: covered, failure } = await listed(app, every);
    expect([...ids].sort()).toEqual(["1", "2", "3", "local:b"]);
    expect(covered[2]).toMatchObject({
      profile: "d",
      provider: "dead",
      status: "failed",
      count: 0,
      complete: false,
      error: { code: "network", details: { provider: "dead", profile: "d" } },
    });
    expect([failure?.exit, failure?.message]).toEqual([
      3,
      "1 of 3 profiles could not be listed. d: network for a test",
    ]);
  });

  it("are sorted and limited over all", async () => {
    const app = fakeApp({ providers, profiles });
    const sort = { key: "id", descending: true } as const;
    expect(await listed(app, { ...every, sort, limit: 2 })).toMatchObject({
      ids: ["local:b", "3"],
      count: 2,
    });
  });

  it("are none where nobody is logged in, and that is told where there is no profile", async () => {
    const app = fakeApp({ providers, profiles: profiles.slice(2) });
    expect(await listed(app, every)).toMatchObject({ ids: [], coverage: [], failure: null });
    expect(await told(listed(fakeApp(), every))).toMatchObject({ code: "not_logged_in", exit: 4 });
  });

  it("include a failure of the store of one", async () => {
    const app = fakeApp({
      providers,
      profiles: [...profiles, { name: "f", provider: "acme", store: "file", ...active }],
    });
    app.stores.file.faults.read = { kind: "locked", reason: "for a test" };
    const { coverage: covered, failure } = await listed(app, every);
    expect(covered[2]).toMatchObject({ profile: "f", status: "failed", error: { code: "store_locked" } });
    expect(failure?.exit).toBe(3);
  });
});

describe("a failure after the first page", () => {
  const broken: NonNullable<Provider["sessions"]>["list"] = async function* () {
    yield* pagesOf([{ id: "1" }, { id: "2" }])();
    throw failing("forbidden");
  };

  const fromToken = () => credentialOf("t", { given: true });
  const members = { sessions: { list: broken }, fromToken };

  it.each<readonly [string, FakeAppOptions, string | null]>([
    ["a profile's", {}, "acme"],
    ["the environment's", { selection: { env: envLogin("t-1234567") } }, null],
  ])("comes with what was shown, where that has gone out: %s", async (_, options, profile) => {
    const app = world({ providers: [{ members }], ...options });
    const show = { one: () => true, streams: true };
    const { count, coverage: told, failure } = await listSessions(app, one, show);
    expect({ count, told, code: failure?.code }).toEqual({
      count: 2,
      told: [
        coverage({
          profile,
          status: "failed",
          count: 2,
          complete: false,
          error: expect.any(Error) as unknown,
        }),
      ],
      code: "forbidden",
    });
  });

  it.each<readonly [string, ListRequest, boolean]>([
    ["nothing has gone out", one, false],
    ["they wait to be sorted", { ...one, sort: { key: "id", descending: false } }, true],
  ])("is all there is where %s", async (_, request, streams) => {
    const app = world({ providers: [{ members }] });
    await expect(listSessions(app, request, { one: () => true, streams })).rejects.toThrow("forbidden");
  });
});
