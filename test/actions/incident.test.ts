import { describe, expect, it } from "vitest";
import { revokeIncident } from "../../src/actions/incident/revoke.ts";
import type { Incident } from "../../src/actions/incident/words.ts";
import type { Provider } from "../../src/core/provider.ts";
import type { Session } from "../../src/core/session.ts";
import { type FakeApp, type FakeAppOptions, failing, fakeApp, told } from "../support/fake-app.ts";
import { ann, credentialOf, pagesOf, tokenOf } from "../support/fake-provider.ts";

const bob = { id: "8", login: "bob", name: "Bob", email: "bob@example.com" };
const revoked = async () => "revoked" as const;
const active = { active: credentialOf("t") };

/** Who asks sees all sessions, and which of them is the one that asks. */
function listing(sessions: readonly Partial<Session>[]): NonNullable<Provider["sessions"]> {
  return {
    list: (credential) =>
      pagesOf(sessions.map((one) => ({ ...one, current: one.id === tokenOf(credential) })))(),
  };
}

const sessions = [
  { id: "1", userId: "7" },
  { id: "2", userId: "8" },
  { id: "3", userId: "8", kind: "machine", name: "ci" },
  { id: "4", userId: "8" },
] as const;

const acme = { members: { sessions: listing(sessions), revokeSession: revoked, logout: revoked } };
const admin = { name: "admin", identity: ann, slots: { active: credentialOf("1") } };
const bobs = {
  name: "bobs",
  identity: bob,
  session: { id: "2", expiresAt: null },
  slots: { active: credentialOf("2") },
};

async function handle(app: FakeApp, users: readonly string[], more = {}) {
  const request = { users, dryRun: false, expected: null, reports: [], tell: () => [], ...more };
  const { incident, failure } = await revokeIncident(app, request);
  return { incident, failure, lines: linesOf(incident) };
}

const linesOf = ({ items }: Incident) =>
  items.map(({ what, id, profile, matchedBy, result }) => `${profile} ${what} ${id} ${matchedBy} ${result}`);
const asked = (app: FakeApp) => app.events.filter((event) => / (revoke|logout)/.test(event));
const world = (more: FakeAppOptions) => fakeApp({ providers: [acme], assumeYes: true, ...more });

describe("a user's sessions", () => {
  it("are found by all logins, ended once each, and a login's own by itself and last", async () => {
    const app = world({ profiles: [bobs, admin] });
    const { lines, failure, incident } = await handle(app, ["bob"]);
    expect(lines).toEqual([
      "admin session 3 login revoked",
      "admin session 4 login revoked",
      "bobs session 2 login revoked",
    ]);
    expect(asked(app)).toEqual(["3", "4", "2"].map((id) => `acme revokeSession ${id}`));
    expect(failure).toBeNull();
    expect(incident.state).toBe("done");
    expect(app.profiles.get("bobs")?.state).toBe("logged_out");
    expect((await app.slots("bobs")).active).toBeNull();
    expect(app.profiles.get("admin")?.state).toBe("active");
  });

  it.each<readonly [string, readonly string[], string | null]>([
    ["the login", ["bob"], "login"],
    ["the e-mail address, in any case", ["Bob@Example.COM"], "email"],
    ["the id", ["8"], "id"],
    ["one of several names", ["nobody", "bob"], "login"],
    ["the login in another case: no", ["Bob"], null],
    ["a part of it: no", ["bo"], null],
  ])("are found by %s", async (_, names, by) => {
    const { incident, failure } = await handle(world({ profiles: [bobs] }), names, { dryRun: true });
    expect([...new Set(incident.items.map(({ matchedBy }) => matchedBy))]).toEqual(by === null ? [] : [by]);
    expect(failure?.code ?? null).toBe(by === null ? "usage" : null);
  });

  it("are found by the server's list of users where no login here is theirs", async () => {
    async function* listUsers() {
      yield [ann, { ...bob, login: null }];
    }
    const providers = [{ members: { ...acme.members, listUsers } }];
    const { lines, failure } = await handle(world({ profiles: [admin], providers }), ["bob@example.com"]);
    expect(lines).toEqual(["2", "3", "4"].map((id) => `admin session ${id} user_list revoked`));
    expect(failure).toBeNull();
  });

  it("are as many as could be seen where one login fails, and that is said", async () => {
    const list: NonNullable<Provider["sessions"]>["list"] = (credential) => {
      if (tokenOf(credential) === "2") throw failing("network");
      return listing(sessions).list(credential);
    };
    const providers = [{ members: { ...acme.members, sessions: { list } } }];
    const { lines, incident, failure } = await handle(world({ profiles: [bobs, admin], providers }), ["bob"]);
    expect(lines).toEqual([
      ...["2", "3", "4"].map((id) => `admin session ${id} login revoked`),
      "bobs login 2 login revoked",
    ]);
    expect(incident.coverage.map(({ profile, status, found }) => [profile, status, found])).toEqual([
      ["admin", "searched", 3],
      ["bobs", "failed", 0],
    ]);
    expect(failure?.exit).toBe(3);
  });

  it("that fail to end hide no other, and give 3", async () => {
    const revokeSession: Provider["revokeSession"] = async (_, id) => {
      if (id === "3") throw failing("forbidden");
      return "revoked";
    };
    const providers = [{ members: { ...acme.members, revokeSession } }];
    const { lines, failure } = await handle(world({ profiles: [admin], providers }), ["8"]);
    expect(lines).toEqual([
      "admin session 2 id revoked",
      "admin session 3 id failed",
      "admin session 4 id revoked",
    ]);
    expect(failure).toMatchObject({ code: "partly_done", exit: 3 });
  });

  it("give a single failure's own status", async () => {
    const revokeSession: Provider["revokeSession"] = async () => {
      throw failing("forbidden");
    };
    const members = { ...acme.members, sessions: listing([{ id: "2", userId: "8" }]), revokeSession };
    const { failure } = await handle(world({ profiles: [admin], providers: [{ members }] }), ["8"]);
    expect(failure).toMatchObject({ code: "forbidden", exit: 5 });
  });
});

describe("what is no session in a list", () => {
  it("a user as a whole takes the administrator's token, and goes nowhere without it", async () => {
    const providers = [{ members: { revokeUser: revoked, logout: revoked } }];
    const without = world({ profiles: [bobs], providers });
    const { lines, failure, incident } = await handle(without, ["bob"]);
    expect(lines).toEqual(["bobs user_sessions 8 login not_possible", "bobs login 2 login revoked"]);
    expect(incident.items[0]?.instead).toBe(
      "fob incident revoke --user 8 --secret adminToken=- --yes --profile bobs",
    );
    expect(failure?.exit).toBe(3);
    const given = world({ profiles: [bobs], providers, given: { adminToken: "made-up-admin" } });
    expect((await handle(given, ["bob"])).lines).toEqual([
      "bobs user_sessions 8 login revoked",
      "bobs login 2 login revoked",
    ]);
    expect(given.recorded.map(({ action, ids }) => [action, ids])).toEqual([
      ["revoke", ["user:8"]],
      ["logout", ["2"]],
    ]);
  });

  it("an administrator's token goes to one site alone, and that is named", async () => {
    const providers = [{ members: { revokeUser: revoked } }];
    const other = { ...admin, name: "other", baseUrl: "https://other.example.com" };
    const options = { profiles: [admin, other], providers, given: { adminToken: "made-up-admin" } };
    const unsaid = world(options);
    expect(await told(handle(unsaid, ["8"]))).toMatchObject({ code: "usage", exit: 2 });
    expect(asked(unsaid)).toEqual([]);
    const said = world({ ...options, selection: { flag: "other" } });
    const { incident } = await handle(said, ["8"]);
    expect(incident.items.map(({ baseUrl, result }) => [baseUrl, result])).toEqual([
      ["https://api.example.com/v1", "not_possible"],
      ["https://other.example.com", "revoked"],
    ]);
    expect(said.events.filter((event) => event.startsWith("open"))).toEqual([
      "open acme at https://other.example.com",
    ]);
  });

  it("keys of the user's are revoked, each once; the rest is named with what to do by hand", async () => {
    const token = {
      tokenType: "api_key" as const,
      name: null,
      revoked: false,
      current: false,
      readOnly: null,
      createdAt: null,
      lastActivityAt: null,
      expiresAt: null,
    };
    async function* listMachineTokens() {
      yield [
        { ...token, id: "a", userId: "8" },
        { ...token, id: "b", userId: "7" },
        { ...token, id: "c", userId: "8", revoked: true },
      ];
    }
    const members = { listMachineTokens, revokeMachineToken: revoked, logout: revoked };
    const app = world({ profiles: [admin, bobs], providers: [{ members }] });
    const { lines, incident } = await handle(app, ["bob"]);
    expect(lines).toEqual([
      "admin token a login revoked",
      "null user_sessions null null not_possible",
      "bobs login 2 login revoked",
    ]);
    expect(incident.items[1]).toMatchObject({ instead: "By hand.", error: { code: "unsupported" } });
  });

  it("a login that no server would hear of is left, and named", async () => {
    const app = world({ profiles: [{ ...bobs, slots: active }], providers: [{}] });
    const { lines, incident } = await handle(app, ["bob"]);
    expect(lines).toEqual(["null user_sessions null null not_possible", "bobs login 2 login not_possible"]);
    expect(incident.items[1]?.instead).toBe("By hand. To forget it here: fob logout bobs");
    expect(app.profiles.get("bobs")?.state).toBe("active");
  });
});

describe("before anything is sent", () => {
  const report = (path: string) => ({
    path,
    render: (one: Incident) => `${one.state} ${linesOf(one).length}`,
  });

  it("a dry run ends nothing and writes the plan down", async () => {
    const app = world({ profiles: [bobs, admin] });
    const { lines, incident } = await handle(app, ["bob"], { dryRun: true, reports: [report("r.json")] });
    expect(lines.map((line) => line.split(" ").at(-1))).toEqual(Array(3).fill("would_revoke"));
    expect([incident.state, asked(app), app.files.get("r.json")]).toEqual(["planned", [], "planned 3"]);
  });

  it.each<readonly [string, FakeAppOptions, string]>([
    ["nobody is there to be asked", {}, "input_needed"],
    ["a person says no", { terminal: { answers: [["End these 3?", false]] } }, "usage"],
  ])("%s: nothing ends, and the reserved report is gone", async (_, more, code) => {
    const app = world({ profiles: [bobs, admin], assumeYes: false, ...more });
    const handled = handle(app, ["bob"], { reports: [report("r.json")] });
    expect(await told(handled)).toMatchObject({ code, exit: 2 });
    expect([asked(app), [...app.files]]).toEqual([[], []]);
  });

  it("more than ten are confirmed by their count", async () => {
    const many = Array.from({ length: 11 }, (_, at) => ({ id: String(at + 10), userId: "8" }));
    const providers = [{ members: { ...acme.members, sessions: listing(many) } }];
    const answers = [["End these 11? Type 11 to go on", "11"]] as const;
    const app = world({ profiles: [admin], providers, assumeYes: false, terminal: { answers } });
    expect((await handle(app, ["8"])).lines).toHaveLength(11);
    expect(asked(app)).toHaveLength(11);
  });

  it.each<readonly [string, number, boolean, number]>([
    ["just so many end", 3, false, 3],
    ["fewer are expected", 2, false, 0],
    ["more are expected", 4, false, 0],
    ["fewer are expected of a dry run", 2, true, 0],
  ])("%s: a count given beforehand answers, and nothing is asked", async (_, expected, dryRun, ends) => {
    const app = world({ profiles: [bobs, admin], assumeYes: true });
    const handled = handle(app, ["bob"], { expected, dryRun, reports: [report("r.json")] });
    const refusal = {
      code: "unsafe",
      exit: 13,
      message: `3 things would end, not ${expected}: nothing was ended.`,
    };
    if (ends > 0) expect((await handled).lines).toHaveLength(3);
    else expect(await told(handled)).toMatchObject(refusal);
    expect([asked(app).length > 0, app.files.size]).toEqual([ends > 0, ends > 0 ? 1 : 0]);
  });

  it("a count given beforehand answers where nobody is there, and --yes was not given", async () => {
    const app = world({ profiles: [bobs, admin], assumeYes: false });
    expect((await handle(app, ["bob"], { expected: 3 })).incident.state).toBe("done");
  });

  it("a report that is there already ends the command before any request", async () => {
    const app = world({ profiles: [bobs] });
    app.files.set("old.md", "evidence");
    const handled = handle(app, ["bob"], { reports: [report("new.json"), report("old.md")] });
    expect(await told(handled)).toMatchObject({ code: "local_io", exit: 10 });
    expect([[...app.files], app.events]).toEqual([[["old.md", "evidence"]], []]);
  });

  it("what is written at the end is what was done", async () => {
    const app = world({ profiles: [bobs] });
    await handle(app, ["bob"], { reports: [report("r.md"), report("r.json")] });
    expect(Object.fromEntries(app.files)).toEqual({ "r.md": "done 3", "r.json": "done 3" });
  });
});
