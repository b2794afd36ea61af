import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../../src/core/errors.ts";
import type { Provider } from "../../src/core/provider.ts";
import { Secret } from "../../src/core/secret.ts";
import { storeNames } from "../../src/core/store.ts";
import { envLogin, type FakeAppOptions, failing } from "../support/fake-app.ts";
import { lastError, runFake } from "../support/fake-host.ts";
import { ann, credentialOf, grantOf, pagesOf } from "../support/fake-provider.ts";

const expiresAt = new Date("2026-02-01T00:00:00Z");
const active = { session: { id: "1", expiresAt }, slots: { active: credentialOf("tok-in-use") } };
const now = "2026-01-31T00:00:00Z";
const fails = (code: ErrorCode) => () => Promise.reject(failing(code));
const identity = { id: "7", login: "ann", name: "Ann", email: "ann@example.com" };

function world(members: Partial<Provider>, more: FakeAppOptions = {}): FakeAppOptions {
  return { providers: [{ members }], profiles: [active], now, ...more };
}

/** The one JSON document on stdout. */
const document = (out: string) =>
  JSON.parse(out) as { schema: string; data: unknown; meta: unknown; warnings: unknown };

describe("login", () => {
  const given = { password: "pw-of-ann" };
  const granted: Partial<Provider> = {
    login: async () => ({ kind: "granted", grant: grantOf("new-token") }),
  };
  const pending: Partial<Provider> = {
    login: async () => ({
      kind: "otp",
      pending: credentialOf("half"),
      identity: ann,
      hint: "A code is due.",
    }),
    otp: { asksPassword: false, answer: fails("wrong_code") },
  };
  const line = ["login", "acme", "--username", "ann"];

  it("answers who and where, and no secret", async () => {
    const { status, out, err } = await runFake([...line, "--json"], {
      providers: [{ members: granted }],
      given,
    });
    expect([status, err]).toEqual([0, ""]);
    expect(document(out)).toEqual({
      schema: "fob.login/v1",
      data: {
        profile: "acme",
        provider: "acme",
        state: "active",
        identity,
        session: { id: "s-new-token", expires_at: null },
        store: "keychain",
      },
      meta: {},
      warnings: [],
    });
    expect((await runFake(line, { providers: [{ members: granted }], given })).out).toBe(
      "Logged in as ann at acme\nprofile acme, secret in keychain\n",
    );
  });

  it.each<readonly [string, FakeAppOptions["profiles"], Partial<Provider>, string]>([
    ["a code", [], pending, "pending_otp"],
    ["a code beside a login in use", [active], pending, "pending_otp"],
    [
      "a link",
      [],
      { login: async () => ({ kind: "link", identity: ann, hint: "A code is due." }) },
      "pending_link",
    ],
    [
      "a link beside a login in use",
      [active],
      { login: async () => ({ kind: "link", identity: ann, hint: "A code is due." }) },
      "pending_link",
    ],
  ])("that waits for %s is answered, and is 15", async (_, profiles = [], members, state) => {
    const ran = await runFake([...line, "--json"], { providers: [{ members }], profiles, given });
    expect([ran.status, document(ran.out)]).toMatchObject([15, { data: { state, identity } }]);
    expect(lastError(ran)).toMatchObject({
      code: "factor_pending",
      exit: 15,
      message: "A code is due.",
      profile: "acme",
    });
  });

  it("that is refused answers nothing on stdout", async () => {
    const ran = await runFake([...line, "--json"], {
      providers: [{ members: { login: fails("bad_credentials") } }],
      given,
    });
    expect([ran.status, ran.out, lastError(ran).code]).toEqual([5, "", "bad_credentials"]);
  });

  it("takes --set as often as it is given", async () => {
    const settings = [
      { key: "region", label: "Region", pattern: "us|eu" },
      { key: "note", label: "Note", pattern: ".+" },
    ];
    const argv = [...line, "--set", "region=eu", "--set", "note=a=b"];
    const { app } = await runFake(argv, { providers: [{ members: granted, info: { settings } }], given });
    expect(app?.profiles.get("acme")?.settings).toEqual({ region: "eu", note: "a=b" });
  });
});

describe("logout", () => {
  const row = (more: object) => ({ profile: "acme", provider: "acme", error: null, ...more });
  const ends = (logout: Provider["logout"]) => world(logout === undefined ? {} : { logout });

  it.each<readonly [string, FakeAppOptions["profiles"], string]>([
    ["in use", [active], "session ended at the server, secret forgotten"],
    ["ended before", [{ state: "logged_out" }], "was not logged in; there was nothing to forget"],
    [
      "half made",
      [{ state: "pending_otp", slots: { pending: credentialOf("half") } }],
      "server not asked, secret forgotten",
    ],
  ])("of a login %s says what was done", async (_, profiles, says) => {
    const options = { ...ends(async () => "revoked"), profiles, terminal: { human: true } };
    expect((await runFake(["logout", "acme"], options)).out).toBe(`<b>acme</b>: ${says}\n`);
  });

  it.each<readonly [string, FakeAppOptions, number, object]>([
    ["revoked", ends(async () => "revoked"), 0, row({ server: "revoked", local: "deleted" })],
    ["gone", ends(async () => "already_gone"), 0, row({ server: "already_gone", local: "deleted" })],
    ["unsupported", ends(undefined), 0, row({ server: "unsupported", local: "deleted" })],
    [
      "unreachable",
      ends(fails("network")),
      3,
      row({ server: "failed", local: "pending_revoke", error: { code: "network" } }),
    ],
    [
      "failing",
      ends(fails("provider_error")),
      3,
      row({ server: "failed", local: "pending_revoke", error: { exit: 7 } }),
    ],
    [
      "forbidden",
      ends(fails("forbidden")),
      5,
      row({ server: "failed", local: "pending_revoke", error: { exit: 5 } }),
    ],
  ])("%s is answered", async (_, options, status, data) => {
    const ran = await runFake(["logout", "--json"], options);
    expect([ran.status, document(ran.out)]).toMatchObject([
      status,
      { schema: "fob.logout/v1", data: [data] },
    ]);
  });

  it("names the way to end a token that was given", async () => {
    const slots = { active: credentialOf("t", { given: true }) };
    const members = { logout: async () => "revoked" as const, revokeSession: async () => "revoked" as const };
    const options = world(members, { profiles: [{ ...active, slots }], terminal: { human: true } });
    const { out, err } = await runFake(["logout", "acme"], options);
    expect(out).toBe("<b>acme</b>: server not asked, secret forgotten\n");
    expect(err).toContain(
      "The token of acme was given to fob, so its session lives on. To end it, log in to the same account: fob login acme --profile acme, then fob sessions revoke 1 --profile acme\n",
    );
  });

  it("is a row a profile in a pipe, and 3 where one of several fails", async () => {
    const providers = [
      { members: { logout: async () => "revoked" as const } },
      { id: "bcme", members: { logout: fails("forbidden") } },
    ];
    const profiles = [
      { name: "a", ...active },
      { name: "b", provider: "bcme", ...active },
    ];
    const { status, out, err } = await runFake(["logout", "--all"], { providers, profiles });
    expect([status, out]).toEqual([3, "a\tacme\trevoked\tdeleted\nb\tbcme\tfailed\tpending_revoke\n"]);
    expect(err).toContain("fob: 1 of 2 logouts are not finished. b: forbidden\n");
  });
});

describe("whoami", () => {
  const whoami: Provider["whoami"] = async () => ({ identity: ann, session: { id: "9", expiresAt } });

  it("is one document with every key", async () => {
    const { status, out } = await runFake(["whoami", "--json"], world({ whoami }));
    expect([status, document(out).data]).toEqual([
      0,
      {
        profile: "acme",
        provider: "acme",
        state: "active",
        verified: true,
        identity,
        session: { id: "9", expires_at: "2026-02-01T00:00:00.000Z" },
        source: "keychain",
        chosen_by: "only",
      },
    ]);
  });

  it.each<readonly [string, FakeAppOptions, number, object]>([
    [
      "expired",
      world({ whoami: fails("login_expired") }),
      4,
      { state: "expired", verified: false, identity },
    ],
    ["unreachable", world({ whoami: fails("network") }), 6, { state: "unverified", session: { id: "1" } }],
    ["logged out", world({}, { profiles: [{ state: "logged_out" }] }), 4, { state: "not_logged_in" }],
    ["pending", world({}, { profiles: [{ state: "pending_link" }] }), 15, { state: "pending_link" }],
    [
      "nobody",
      {},
      4,
      { profile: null, provider: null, state: "not_logged_in", session: { id: null, expires_at: null } },
    ],
  ])("answers whatever its status: %s", async (_, options, status, data) => {
    const ran = await runFake(["whoami", "--json"], options);
    expect([ran.status, document(ran.out).data]).toMatchObject([status, data]);
    expect(lastError(ran).exit).toBe(status);
  });

  it.each<readonly [string, FakeAppOptions["profiles"], number]>([
    [
      "all are",
      [
        { name: "a", ...active },
        { name: "b", ...active },
      ],
      0,
    ],
    [
      "one is not",
      [
        { name: "a", ...active },
        { name: "b", state: "logged_out" },
      ],
      3,
    ],
    ["none is", [{ name: "a", state: "logged_out" }], 3],
  ])("--all where %s active", async (_, profiles = [], status) => {
    const ran = await runFake(["whoami", "--all", "--json"], world({ whoami }, { profiles }));
    expect(ran.status).toBe(status);
    expect(document(ran.out).data).toMatchObject(
      profiles.map(({ name }) => ({ profile: name, chosen_by: null })),
    );
  });

  it("is a line a profile in a pipe, and words on a terminal", async () => {
    expect((await runFake(["whoami"], world({ whoami }))).out).toBe(
      "acme\tacme\tactive\tann\tAnn\t2026-02-01T00:00:00.000Z\tkeychain\n",
    );
    expect((await runFake(["whoami"], world({ whoami }, { terminal: { human: true } }))).out).toBe(
      [
        "user      <b>Ann, ann, ann@example.com</b>",
        "profile   acme at acme, chosen as the only one",
        "state     active, said the server",
        "session   9",
        "expires   tomorrow",
        "secret in keychain\n",
      ].join("\n"),
    );
  });
});

describe("sessions list", () => {
  const list = pagesOf([
    {
      id: "1",
      current: true,
      device: "Mac",
      ip: "127.0.0.1",
      lastActivityAt: new Date("2026-01-30T00:00:00Z"),
      expiresAt,
    },
    { id: "2", kind: "machine", name: "ci\u001b", userId: null },
  ]);
  const options = world({ sessions: { list } });
  const item = {
    id: "1",
    profile: "acme",
    provider: "acme",
    kind: "user",
    name: null,
    current: true,
    read_only: null,
    user_id: "7",
    device: "Mac",
    platform: null,
    browser: null,
    ip: "127.0.0.1",
    location: null,
    created_at: null,
    last_activity_at: "2026-01-30T00:00:00.000Z",
    expires_at: "2026-02-01T00:00:00.000Z",
    two_factor: null,
    revocable: true,
  };
  const coverage = [
    { profile: "acme", provider: "acme", status: "listed", count: 2, complete: true, error: null },
  ];

  it("is one document with every key", async () => {
    const { out } = await runFake(["sessions", "list", "--json"], options);
    expect(document(out)).toMatchObject({
      schema: "fob.sessions.list/v1",
      meta: { count: 2, coverage },
      warnings: [],
    });
    expect((document(out).data as unknown[])[0]).toEqual(item);
  });

  it("is an item a line, then what is to be said of all", async () => {
    const { out } = await runFake(["sessions", "list", "--jsonl"], options);
    const lines = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
    expect(lines[0]).toEqual(item);
    expect(lines[2]).toEqual({ meta: { count: 2, coverage }, warnings: [] });
    expect(lines).toHaveLength(3);
  });

  it("has the columns of the contract in a pipe, and a table on a terminal", async () => {
    expect((await runFake(["sessions", "list"], options)).out).toBe(
      "1\tacme\tuser\t\t7\tMac\t127.0.0.1\t2026-01-30T00:00:00.000Z\t2026-02-01T00:00:00.000Z\ttrue\n" +
        "2\tacme\tmachine\tci\\x1b\t\t\t\t\t\tfalse\n",
    );
    const { out } = await runFake(["sessions", "list"], {
      ...options,
      terminal: { human: true, width: 120 },
    });
    expect(out).toContain("never");
    expect(out).toContain("this one");
    expect(out.split("\n")).toHaveLength(4);
  });

  it("is 3 where a profile fails, with what the others answered", async () => {
    const dead = {
      sessions: {
        list: () => {
          throw failing("network");
        },
      },
    };
    const profiles = [
      { name: "a", ...active },
      { name: "b", provider: "dead", ...active },
    ];
    const providers = [{ members: { sessions: { list } } }, { id: "dead", members: dead }];
    const ran = await runFake(["sessions", "list", "--all-profiles", "--json"], { providers, profiles });
    expect([ran.status, document(ran.out).meta]).toMatchObject([
      3,
      {
        count: 2,
        coverage: [{ status: "listed" }, { status: "failed", count: 0, error: { code: "network", exit: 6 } }],
      },
    ]);
  });
});

describe("sessions revoke", () => {
  const list = pagesOf([{ id: "1", current: true }, { id: "2" }, { id: "3", kind: "machine" }]);
  const members = {
    sessions: { list },
    revokeSession: async () => "revoked" as const,
    logout: async () => "revoked" as const,
  };
  const options = world(members, { profiles: [{ ...active, identity: ann }] });
  const projectFile = async () => ({ profile: "acme", path: "/x/.fob.json" });
  const byFile = { ...options, selection: { projectFile } };

  it.each<readonly [string, readonly string[], FakeAppOptions, number, readonly string[]]>([
    ["ids by hand need no word", ["2", "3"], options, 0, ["2", "3"]],
    ["the current session by id needs one", ["2", "1"], options, 2, []],
    ["the current session by id, with --yes", ["2", "1", "--yes"], options, 0, ["2", "1"]],
    ["a filter needs one", ["--others"], options, 2, []],
    ["a filter, with -y", ["--others", "-y"], options, 0, ["2"]],
    ["all, with --yes", ["--all", "--yes"], options, 0, ["2", "1"]],
    ["a filter that selects nothing", ["--all", "--name", "nosuch"], options, 0, []],
    ["a dry run needs none", ["--all", "--dry-run"], options, 0, []],
    ["ids from stdin", ["-"], { ...options, lines: ["3", "2", "3"] }, 0, ["3", "2"]],
    ["a bad id stops all", ["2", "x"], options, 2, []],
    ["a list to choose from needs a terminal", ["--pick"], options, 2, []],
    ["a list to choose from, whatever is in it", ["--pick", "--name", "nosuch"], options, 2, []],
    ["a filter on the project file's word alone", ["--others", "--yes"], byFile, 13, []],
    ["ids on the project file's word", ["2"], byFile, 0, ["2"]],
  ])("%s: %j", async (_, argv, how, status, ended) => {
    const ran = await runFake(["sessions", "revoke", ...argv], how);
    expect(ran.status).toBe(status);
    const asked = (ran.app?.events ?? []).filter((event) => event.startsWith("acme revoke"));
    expect(asked).toEqual(ended.map((id) => `acme revokeSession ${id}`));
    expect(ran.out === "").toBe(status !== 0 || argv.includes("nosuch"));
  });

  it.each([
    [true, 0, ["2"]],
    [false, 2, []],
  ] as const)("asks a person, who says %j", async (yes, status, ended) => {
    const answers = [["End 1 session?", yes]] as const;
    const ran = await runFake(["sessions", "revoke", "--others"], { ...options, terminal: { answers } });
    expect([ran.status, ran.app?.events.filter((event) => event.startsWith("acme rev")).length]).toEqual([
      status,
      ended.length,
    ]);
  });

  it("lets a person choose, and asks again only where the current one is among them", async () => {
    const other = [["Which sessions are to end?", ["2"]]] as const;
    const own = [
      ["Which sessions are to end?", ["1  (this one)"]],
      ["End 1 session, the current one too?", true],
    ] as const;
    expect(
      (await runFake(["sessions", "revoke", "--pick"], { ...options, terminal: { answers: other } })).out,
    ).toMatch(/^2\t/);
    expect(
      (await runFake(["sessions", "revoke", "--pick"], { ...options, terminal: { answers: own } })).out,
    ).toMatch(/^1\t/);
  });

  it("answers with a report, whatever its status", async () => {
    const revokeSession: Provider["revokeSession"] = async (_, id) => {
      if (id === "3") throw failing("forbidden");
      return id === "2" ? "revoked" : "already_gone";
    };
    const ran = await runFake(
      ["sessions", "revoke", "2", "3", "4", "--json"],
      world({ ...members, revokeSession }),
    );
    const row = (id: string, result: string) => ({
      id,
      profile: "acme",
      provider: "acme",
      result,
      error: null,
    });
    expect(ran.status).toBe(3);
    expect(document(ran.out)).toEqual({
      schema: "fob.sessions.revoke/v1",
      data: [
        row("2", "revoked"),
        { ...row("3", "failed"), error: expect.objectContaining({ code: "forbidden", exit: 5 }) },
        row("4", "already_gone"),
      ],
      meta: { revoked: 1, already_gone: 1, failed: 1, skipped: 0, would_revoke: 0 },
      warnings: [],
    });
    expect((await runFake(["sessions", "revoke", "3"], world({ ...members, revokeSession }))).status).toBe(5);
  });

  it.each<readonly [readonly string[], string]>([
    [
      ["local:b"],
      "Ending sessions of b (chosen by: id)\n1 session at b: named by id; the current one is among them\n",
    ],
    [
      ["local:acme", "local:b"],
      "Ending sessions of acme (chosen by: flag)\n2 sessions at acme, b: named by id; the current one is among them\n",
    ],
    [
      ["2", "local:b"],
      "Ending sessions of acme (chosen by: flag)\n2 sessions at acme, b: named by id; the current one is among them\n",
    ],
  ])("says on stderr whose %j are", async (ids, err) => {
    const profiles = [
      { ...active, identity: ann },
      { name: "b", ...active },
    ];
    const ran = await runFake(["sessions", "revoke", ...ids, "--yes", "-p", "acme"], {
      ...options,
      profiles,
    });
    expect([ran.status, ran.err]).toEqual([0, err]);
  });

  it("says on stderr whose they are", async () => {
    expect((await runFake(["sessions", "revoke", "2"], options)).err).toBe(
      "Ending sessions of acme (chosen by: only)\n1 session at acme: named by id\n",
    );
  });
});

describe("a failure names the login that it is about", () => {
  const about = { provider: "acme", profile: "b" };
  const profiles = [
    { name: "a", ...active },
    { name: "b", ...active },
  ];
  const unreachable = { logout: fails("network") };

  it.each<readonly [readonly string[], Partial<Provider>, string, object]>([
    [["logout", "b"], unreachable, "partly_done", { code: "network" }],
    [["sessions", "revoke", "local:b", "--yes", "-p", "a"], unreachable, "network", { code: "network" }],
    [["sessions", "revoke", "local:b", "-n", "-p", "a"], {}, "unsupported", { code: "unsupported" }],
  ])("%j", async (argv, members, code, row) => {
    const ran = await runFake([...argv, "--json"], world(members, { profiles }));
    expect(lastError(ran)).toMatchObject({ code, ...about });
    expect(document(ran.out).data).toMatchObject([{ error: { ...row, ...about } }]);
  });

  it.each([
    [["sessions", "revoke", "5", "-p", "b"]],
    [["sessions", "revoke", "--all", "-p", "b"]],
    [["sessions", "revoke", "--all", "--user", "8", "-p", "b"]],
    [["token", "machine", "--name", "x", "-p", "b"]],
    [["token", "machine", "--jwt", "-p", "b"]],
    [["token", "machine", "list", "-p", "b"]],
    [["token", "machine", "revoke", "5", "-p", "b"]],
  ])("%j", async (argv) => {
    const ran = await runFake([...argv, "--json"], world({}, { profiles }));
    expect([ran.status, lastError(ran)]).toMatchObject([14, { code: "unsupported", ...about }]);
  });
});

describe("token machine", () => {
  const minted = {
    id: "41",
    name: "ci",
    token: new Secret("minted-token"),
    tokenType: "session" as const,
    readOnly: true,
    expiresAt,
    credential: credentialOf("minted-token", { given: true }),
    notices: [],
  };
  const members: Partial<Provider> = {
    mintMachineToken: async () => minted,
    revokeSession: async () => "revoked",
  };
  const options = world(members);
  const line = ["token", "machine", "--name", "ci"];
  const data = {
    id: "41",
    name: "ci",
    token: "minted-token",
    token_type: "session",
    read_only: true,
    expires_at: "2026-02-01T00:00:00.000Z",
    profile: "acme",
    provider: "acme",
  };

  it("prints it once, alone, past the redactor", async () => {
    expect(await runFake(line, options)).toMatchObject({
      status: 0,
      out: "",
      err: "",
      secretOut: "minted-token\n",
    });
    const { secretOut } = await runFake([...line, "--json"], options);
    expect(document(secretOut).data).toEqual(data);
  });

  it("keeps it in a new file or profile instead", async () => {
    const file = await runFake([...line, "--to", "file:/x/token", "--json"], options);
    expect([file.app?.files.get("/x/token"), file.secretOut]).toEqual(["minted-token\n", ""]);
    expect(document(file.out).data).toEqual({ ...data, token: null });
    const profile = await runFake([...line, "--save-as", "bot"], options);
    expect([await profile.app?.slots("bot"), profile.secretOut]).toMatchObject([
      { active: "minted-token" },
      "",
    ]);
  });

  it.each<readonly [string, readonly string[], number]>([
    ["no place", ["--to", "/x/token"], 2],
    ["two places", ["--to", "file:/x", "--save-as", "bot"], 2],
    ["a profile that is there", ["--save-as", "acme"], 2],
    ["a profile that cannot be", ["--save-as", "a/b"], 2],
  ])("mints nothing for %s", async (_, argv, status) => {
    const ran = await runFake([...line, ...argv], options);
    expect([ran.status, ran.app?.events.includes("acme mintMachineToken")]).toEqual([status, false]);
  });

  it("leaves no file where nothing was minted", async () => {
    const ran = await runFake(
      [...line, "--to", "file:/x/token"],
      world({ mintMachineToken: fails("network") }),
    );
    expect([ran.status, ran.app?.files.size]).toEqual([6, 0]);
  });

  it("names what was minted and lost, and how to end it", async () => {
    const ran = await runFake([...line, "--save-as", "bot", "--json"], options, {});
    expect(ran.status).toBe(0);
    const lost = await runFake([...line, "--save-as", "bot", "--json"], {
      ...options,
      providers: [
        { members: { ...members, mintMachineToken: async () => ({ ...minted, credential: null }) } },
      ],
    });
    expect(lastError(lost)).toMatchObject({
      exit: 14,
      hint: "The token 41 ci was minted and is lost. By hand.",
    });
    expect([lost.out, lost.err.includes("minted-token")]).toEqual(["", false]);
  });
});

describe("token print", () => {
  const tokenForm: Provider["tokenForm"] = ({ secrets }) => {
    const raw = secrets.token ?? new Secret("");
    return { raw, headers: { "X-Auth-Token": raw, "X-Org": new Secret("5") } };
  };
  const options = world({ tokenForm }, { profiles: [{ slots: { active: credentialOf("it's") } }] });

  it.each([
    [[], "it's\n"],
    [["--format", "raw"], "it's\n"],
    [["--format", "header"], "X-Auth-Token: it's\nX-Org: 5\n"],
    [["--format", "env"], "ACME_TOKEN='it'\\''s'\n"],
    [
      ["--format", "json"],
      '{"profile":"acme","provider":"acme","token":"it\'s","headers":{"X-Auth-Token":"it\'s","X-Org":"5"},"expires_at":null}\n',
    ],
  ])("%j", async (argv, secretOut) => {
    expect(await runFake(["token", "print", ...argv], options)).toMatchObject({
      status: 0,
      out: "",
      secretOut,
      err: "Token of acme (chosen by: only)\n",
    });
  });

  it("prints none that has ended", async () => {
    const slots = { active: credentialOf("t", { expiresAt: new Date(now) }) };
    expect(await runFake(["token", "print"], world({ tokenForm }, { profiles: [{ slots }] }))).toMatchObject({
      status: 4,
      secretOut: "",
    });
  });

  it("prints the one of the environment", async () => {
    const members = { tokenForm, fromToken: () => credentialOf("env-token") };
    const ran = await runFake(
      ["token", "print"],
      world(members, { selection: { env: envLogin("env-token") } }),
    );
    expect(ran.secretOut).toBe("env-token\n");
  });
});

describe("the commands of this machine", () => {
  it.each<readonly [readonly string[], FakeAppOptions, number, string]>([
    [
      ["profile", "list"],
      { profiles: [{ name: "a" }, { name: "b", state: "logged_out" }], preferences: { defaultProfile: "b" } },
      0,
      "a\tacme\tactive\tann\thttps://api.example.com/v1\tfalse\nb\tacme\tnot_logged_in\tann\thttps://api.example.com/v1\ttrue\n",
    ],
    [["profile", "list"], {}, 0, ""],
    [["profile", "use", "a"], { profiles: [{ name: "a" }] }, 0, "a is the default now.\n"],
    [["profile", "rename", "a", "b"], { profiles: [{ name: "a" }] }, 0, "a is called b now.\n"],
    [["profile", "remove", "a"], { profiles: [{ name: "a", state: "logged_out" }] }, 0, "a is removed.\n"],
    [["provider", "list"], {}, 0, "acme\tfalse\tfalse\tfalse\tfalse\tfalse\tfalse\tfalse\n"],
    [
      ["store", "status"],
      {},
      0,
      storeNames
        .filter((name) => name !== "postgres")
        .map((name) => `${name}\tworks\t${name === "keychain"}\t\tthe memory of this test (${name})\n`)
        .join(""),
    ],
    [["store", "use", "file"], {}, 0, "New logins rest in the memory of this test (file) from now on.\n"],
    [
      ["store", "migrate", "--from", "keychain", "--to", "file"],
      { profiles: [active] },
      0,
      "acme\tmoved\t\n",
    ],
  ])("%j", async (argv, options, status, out) => {
    expect(await runFake(argv, options)).toMatchObject({ status, out, err: "" });
  });

  it("move secrets with every key", async () => {
    const argv = ["store", "migrate", "--from", "keychain", "--to", "file", "--json"];
    const { out } = await runFake(argv, { profiles: [active] });
    expect(document(out).data).toEqual([{ profile: "acme", result: "moved", error: null }]);
  });

  it("print a key for the file store past the redactor", async () => {
    expect((await runFake(["store", "key"])).secretOut).toBe("made-up-store-key\n");
  });

  it("show a provider with the reason for each no", async () => {
    const { out } = await runFake(["provider", "show", "acme-too", "--json"]);
    expect(document(out).data).toMatchObject({
      provider: "acme",
      capabilities: expect.arrayContaining([
        { name: "jwt", supported: false, note: "No jwt.", instead: "By hand." },
      ]),
    });
    expect((await runFake(["provider", "show", "nosuch"])).status).toBe(2);
  });

  it("list profiles with every key", async () => {
    const { out } = await runFake(["profile", "list", "--json"], { profiles: [{ name: "a" }] });
    expect(document(out).data).toEqual([
      {
        profile: "a",
        provider: "acme",
        base_url: "https://api.example.com/v1",
        state: "active",
        login: "ann",
        default: false,
      },
    ]);
  });
});

describe("what the user should know besides", () => {
  const renew: Provider["renew"] = fails("network");
  const slots = { active: credentialOf("t", { expiresAt: new Date("2026-01-31T00:01:00Z") }) };
  const options = world(
    { renew, whoami: async () => ({ identity: ann, session: { id: null, expiresAt: null } }) },
    { profiles: [{ slots }] },
  );
  const message = "The login could not be renewed yet: network";

  it("is said on stderr, or is part of the JSON", async () => {
    expect((await runFake(["whoami"], options)).err).toBe(`warning: ${message}\n`);
    const ran = await runFake(["whoami", "--json"], options);
    expect([ran.err, document(ran.out).warnings]).toEqual(["", [{ code: "renewal_failed", message }]]);
  });

  it("is said on stderr before a failure that answers nothing, too", async () => {
    const failingMint = world({ renew, mintMachineToken: fails("forbidden") }, { profiles: [{ slots }] });
    const ran = await runFake(["token", "machine", "--name", "x", "--json"], failingMint);
    const [warning, error] = ran.err.split("\n");
    expect(warning).toBe(`warning: ${message}`);
    expect(JSON.parse(error ?? "")).toMatchObject({ error: { code: "forbidden" } });
  });
});
