import { describe, expect, it } from "vitest";
import type { AuditRecord } from "../../src/core/audit.ts";
import type { FobError } from "../../src/core/errors.ts";
import type { Provider } from "../../src/core/provider.ts";
import { Secret } from "../../src/core/secret.ts";
import { envLogin, type FakeAppOptions, failing } from "../support/fake-app.ts";
import { lastError, runFake } from "../support/fake-host.ts";
import { credentialOf, grantOf, pagesOf } from "../support/fake-provider.ts";

const now = "2026-01-31T00:00:00Z";
const given = { password: "pw-of-ann" };
const slots = { active: credentialOf("t") };
const active = { session: { id: "9", expiresAt: null }, slots };
const fails = (code: FobError["code"]) => () => Promise.reject(failing(code));
const minted = {
  ...{ id: "31", name: "ci", token: new Secret("made-up"), tokenType: "session" as const },
  ...{ readOnly: false, expiresAt: null, credential: null, notices: [] },
};

const told = (action: string, result: string, ids: readonly string[], more = {}) => ({
  ...{ action, result, ids, profile: "acme", provider: "acme", error: null, exit: 0 },
  ...more,
});
const failed = (action: string, error: string, exit: number, ids: readonly string[] = []) =>
  told(action, "failed", ids, { error, exit });

const login = ["login", "acme", "--username", "ann"];
const grants: Partial<Provider> = { login: async () => ({ kind: "granted", grant: grantOf("n") }) };
const pending = {
  kind: "otp",
  pending: credentialOf("half"),
  identity: { id: "7", login: "ann", name: null, email: null },
  hint: "",
} as const;
const asks: Partial<Provider> = {
  login: async () => pending,
  otp: { asksPassword: false, answer: async () => grantOf("n") },
};
const dying = { active: credentialOf("t", { expiresAt: new Date("2026-01-31T00:01:00Z") }) };

/** A command, and what the log is told of it. */
const rows: readonly (readonly [readonly string[], Partial<Provider>, FakeAppOptions, readonly object[]])[] =
  [
    [login, grants, { given }, [told("login", "active", ["s-n"])]],
    [login, { login: fails("bad_credentials") }, { given }, [failed("login", "bad_credentials", 5)]],
    [login, grants, {}, []],
    [login, asks, { given }, [told("login", "pending_otp", [], { exit: 15 })]],
    [login, asks, { given: { ...given, otp: "123456" } }, [told("login", "active", ["s-n"])]],
    [
      ["otp", "verify"],
      asks,
      {
        given: { otp: "123456" },
        profiles: [{ state: "pending_otp", slots: { pending: credentialOf("half") } }],
      },
      [told("login", "active", ["s-n"])],
    ],
    [
      ["logout"],
      { logout: async () => "revoked" },
      { profiles: [active] },
      [told("logout", "revoked", ["9"])],
    ],
    [["logout", "--local-only"], {}, { profiles: [active] }, [told("logout", "deleted", ["9"])]],
    [
      ["logout"],
      { logout: fails("network") },
      { profiles: [active] },
      [told("logout", "failed", ["9"], { error: "network", exit: 6 })],
    ],
    [
      ["token", "machine", "--name", "ci"],
      { mintMachineToken: async () => minted },
      { profiles: [active] },
      [told("mint", "minted_session", ["31"])],
    ],
    [
      ["token", "machine", "--name", "ci"],
      { mintMachineToken: fails("outcome_unknown") },
      { profiles: [active] },
      [failed("mint", "outcome_unknown", 12)],
    ],
    [["token", "machine", "--name", "ci"], {}, { profiles: [active] }, []],
    [
      ["token", "print"],
      { tokenForm: () => ({ raw: new Secret("t"), headers: {} }) },
      { profiles: [active] },
      [told("print", "printed", ["9"])],
    ],
    [
      ["token", "print"],
      { tokenForm: () => ({ raw: new Secret("t"), headers: {} }), renew: async () => grantOf("n") },
      { profiles: [{ ...active, slots: dying }] },
      [told("renew", "renewed", ["s-n"]), told("print", "printed", ["s-n"])],
    ],
    [
      ["sessions", "revoke", "1", "2"],
      { revokeSession: async (_, id) => (id === "1" ? "revoked" : fails("forbidden")()) },
      { profiles: [active] },
      [told("revoke", "revoked", ["1"]), failed("revoke", "forbidden", 5, ["2"])],
    ],
    [
      ["sessions", "revoke", "--all", "--yes", "--dry-run"],
      { revokeSession: async () => "revoked", sessions: { list: pagesOf([{ id: "1" }]) } },
      { profiles: [active] },
      [],
    ],
    [
      ["store", "migrate", "--from", "keychain", "--to", "file"],
      {},
      { profiles: [active] },
      [told("store_migrate", "moved", [])],
    ],
    [
      ["profile", "remove", "acme"],
      {},
      { profiles: [{ state: "logged_out" }] },
      [told("profile_remove", "removed", [])],
    ],
    [["audit", "off"], {}, {}, [told("audit_off", "done", [], { profile: null, provider: null })]],
    [["audit", "on"], {}, {}, [told("audit_on", "done", [], { profile: null, provider: null })]],
    [
      ["token", "print"],
      { tokenForm: () => ({ raw: new Secret("t"), headers: {} }), fromToken: () => credentialOf("t") },
      { selection: { env: envLogin("t") } },
      [told("print", "printed", [], { profile: null })],
    ],
  ];

describe("the log is told of", () => {
  it.each(rows)("%j", async (argv, members, options, entries) => {
    const { app } = await runFake(argv, { providers: [{ members }], now, ...options });
    expect(app?.recorded).toEqual(entries);
  });
});

const record = (seq: number, more: Partial<AuditRecord>) => {
  const one: AuditRecord = {
    ...{
      seq,
      time: new Date("2026-01-30T00:00:00Z"),
      action: "print",
      profile: "work",
      provider: "acme",
      ids: ["7"],
    },
    ...{ result: "printed", error: null, exit: 0, by: "sh", count: null, prev: "00" },
    ...more,
  };
  return { record: one, line: JSON.stringify({ seq }) };
};
const auditRecords = [
  record(1, {
    action: "login",
    time: new Date("2026-01-01T00:00:00Z"),
    result: "failed",
    error: "timeout",
    exit: 6,
    ids: [],
  }),
  record(2, { ids: ["7", "8"], by: '=cmd|" /C' }),
  record(3, { profile: "home", action: "mint", result: "minted_session" }),
];

describe("audit list", () => {
  it.each<readonly [readonly string[], readonly number[]]>([
    [[], [1, 2, 3]],
    [
      ["--since", "7d"],
      [2, 3],
    ],
    [["--action", "mint"], [3]],
    [
      ["--action", "mint", "--action", "login"],
      [1, 3],
    ],
    [
      ["--profile", "work"],
      [1, 2],
    ],
    [["--profile", "work", "--since", "2d"], [2]],
    [["--profile", "unknown"], []],
  ])("%j chooses %j", async (flags, seqs) => {
    const { status, out } = await runFake(["audit", "list", "--json", ...flags], { auditRecords, now });
    const { data, meta } = JSON.parse(out);
    expect([status, data.map((one: { seq: number }) => one.seq), meta]).toEqual([
      0,
      seqs,
      { count: seqs.length },
    ]);
  });

  it("is tab-separated in a pipe, whole in JSON, and an item a line with --jsonl", async () => {
    const { out } = await runFake(["audit", "list", "--since", "2d"], { auditRecords, now });
    expect(out).toBe(
      '2026-01-30T00:00:00.000Z\tprint\twork\tacme\tprinted\t0\t7 8\t=cmd|" /C\n' +
        "2026-01-30T00:00:00.000Z\tmint\thome\tacme\tminted_session\t0\t7\tsh\n",
    );
    const lines = (await runFake(["audit", "list", "--jsonl"], { auditRecords, now })).out
      .trimEnd()
      .split("\n");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        ...{
          seq: 1,
          time: "2026-01-01T00:00:00.000Z",
          action: "login",
          profile: "work",
          provider: "acme",
          ids: [],
        },
        ...{ result: "failed", error: "timeout", exit: 6, count: null, by: "sh", prev: "00" },
      },
      { seq: 2 },
      { seq: 3 },
      { meta: { count: 3 }, warnings: [] },
    ]);
  });

  it.each([
    [["--action", "everything"], "There is no such action."],
    [["--since", "yesterday"], "--since takes a duration such as 90s, 15m, 72h, 30d or 4w."],
  ])("%j is 2", async (flags, message) => {
    const ran = await runFake(["audit", "list", "--json", ...flags]);
    expect([ran.status, ran.out, lastError(ran).message]).toEqual([2, "", message]);
  });
});

describe("audit export", () => {
  it("gives the lines as they stand in the log", async () => {
    const { secretOut } = await runFake(["audit", "export", "--profile", "work"], { auditRecords, now });
    expect(secretOut).toBe('{"seq":1}\n{"seq":2}\n');
  });

  it("gives CSV that no spreadsheet takes for a formula", async () => {
    const { secretOut } = await runFake(["audit", "export", "--format", "csv", "--action", "print"], {
      auditRecords,
      now,
    });
    expect(secretOut.split("\r\n")).toEqual([
      "seq,time,action,profile,provider,ids,result,error,exit,count,by,prev",
      `2,2026-01-30T00:00:00.000Z,print,work,acme,7 8,printed,,0,,"'=cmd|"" /C",00`,
      "",
    ]);
  });
});

describe("audit off and on", () => {
  it("say that FOB_AUDIT wins where it does", async () => {
    const { err, out } = await runFake(["audit", "off"], { auditFlag: true });
    expect([out, err]).toEqual([
      "The audit log is not written from now on.\n",
      "warning: FOB_AUDIT is set and wins: the log is written while it is.\n",
    ]);
  });
});
