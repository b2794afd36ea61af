import { describe, expect, it } from "vitest";
import { FobError } from "../../src/core/errors.ts";
import type { ListedToken, Provider } from "../../src/core/provider.ts";
import { envLogin, type FakeAppOptions, failing } from "../support/fake-app.ts";
import { lastError, type Ran, runFake } from "../support/fake-host.ts";
import { credentialOf, pagesOf } from "../support/fake-provider.ts";

const blank: ListedToken = {
  id: "1",
  name: "ci",
  tokenType: "session",
  revoked: false,
  current: false,
  readOnly: false,
  userId: "7",
  createdAt: null,
  lastActivityAt: null,
  expiresAt: null,
};

const old = new Date("2025-12-31T00:00:00Z");
const server: readonly Partial<ListedToken>[] = [
  { id: "1" },
  { id: "2", name: "twice" },
  { id: "3", name: "twice", readOnly: true, expiresAt: old },
  { id: "4", name: "theirs", userId: "8" },
  { id: "5", name: "twice", userId: "8" },
  { id: "6", name: "gone", revoked: true },
  { id: "7", name: "self", current: true, lastActivityAt: old },
  { id: "8", name: "1" },
];

function world(more: Partial<Provider> = {}, options: FakeAppOptions = {}): FakeAppOptions {
  const members: Partial<Provider> = {
    mintMachineToken: () => Promise.reject(new Error("nothing is minted")),
    async *listMachineTokens() {
      yield server.slice(0, 3).map((one) => ({ ...blank, ...one }));
      yield server.slice(3).map((one) => ({ ...blank, ...one }));
    },
    revokeMachineToken: async () => "revoked",
    ...more,
  };
  return {
    providers: [{ members }],
    profiles: [{ given: true, slots: { active: credentialOf("t", { given: true }) } }],
    ...options,
  };
}

const dataOf = (ran: Ran) => JSON.parse(ran.out);
const revokedIds = (ran: Ran) =>
  (ran.app?.events ?? []).flatMap((event) => /^acme revokeMachineToken (.+)$/.exec(event)?.[1] ?? []);

describe("token machine list", () => {
  const line = ["token", "machine", "list"];

  it("has every key of the contract for each, and no value", async () => {
    const ran = await runFake([...line, "--json"], world());
    const whole = {
      id: "3",
      profile: "acme",
      provider: "acme",
      name: "twice",
      token_type: "session",
      state: "expired",
      current: false,
      read_only: true,
      user_id: "7",
      created_at: null,
      last_activity_at: null,
      expires_at: "2025-12-31T00:00:00.000Z",
    };
    const { schema, data, meta } = dataOf(ran);
    expect([ran.status, schema, meta, data[2]]).toEqual([
      0,
      "fob.token.machine.list/v1",
      { count: 8 },
      whole,
    ]);
    expect(data.map(({ id, state }: { id: string; state: string }) => `${id} ${state}`)).toEqual([
      ...["1 active", "2 active", "3 expired", "4 active", "5 active", "6 revoked", "7 active", "8 active"],
    ]);
  });

  it("is a line each in a pipe, and a table on a terminal", async () => {
    const piped = (await runFake(line, world())).out.split("\n");
    expect([piped[0], piped[6]]).toEqual([
      "1\tci\tactive\tsession\tfalse\t7\t\t\tfalse",
      "7\tself\tactive\tsession\tfalse\t7\t2025-12-31T00:00:00.000Z\t\ttrue",
    ]);
    const { out } = await runFake(line, world({}, { terminal: { human: true, width: 120 } }));
    expect(out.split("\n")[0]).toMatch(/^<b>ID +NAME +STATE +TYPE +READ ONLY +USER +ACTIVE +EXPIRES/);
    expect(out).toContain("this one");
  });

  it.each<readonly [string, FakeAppOptions, number]>([
    ["an API without a list, logged in or not", { profiles: [{ state: "logged_out" }] }, 14],
    ["nobody logged in", world({}, { profiles: [{ state: "logged_out" }] }), 4],
    ["a server that cannot, though its API can", world({ listMachineTokens: refusing }), 14],
  ])("fails with %s", async (_, options, status) => {
    expect(await runFake([...line, "--json"], options)).toMatchObject({ status, out: "" });
  });
});

// biome-ignore lint/correctness/useYield: it fails before it has anything to give
async function* refusing(): AsyncGenerator<never> {
  throw failing("unsupported");
}

describe("the commands below token machine", () => {
  it.each([
    [["token", "machine", "list", "--name", "ci"], "--name is no flag of fob token machine list."],
    [["token", "machine", "--read-only", "list"], "--read-only is no flag of fob token machine list."],
    [["token", "machine", "--name", "x", "revoke", "1"], "--name is no flag of fob token machine revoke."],
    [["token", "machine", "nosuch"], "That is more than this command takes."],
    [["token", "machine", "--name", "x", "--mask"], "--as and --mask go with --run."],
    [["token", "machine", "--name", "x", "--as", "Y"], "--as and --mask go with --run."],
  ])("let no flag of token machine be lost: %j", async (argv, message) => {
    const ran = await runFake([...argv, "--json"], world());
    expect([ran.status, ran.app?.events ?? [], lastError(ran).message]).toEqual([2, [], message]);
  });

  it("take the flags of every command before and after their names", async () => {
    for (const argv of [
      "--json token machine list",
      "token --json machine list",
      "token machine --json list",
    ])
      expect((await runFake(argv.split(" "), world())).status).toBe(0);
  });

  it("show the flags of every command in their help", async () => {
    const { out } = await runFake(["token", "machine", "revoke", "--help"]);
    expect(out).toContain("Global Options:\n  -p, --profile <NAME>");
    expect(out).not.toContain("--read-only");
  });
});

describe("token machine revoke", () => {
  const line = ["token", "machine", "revoke", "--json"];
  const row = { profile: "acme", provider: "acme", error: null };

  it.each<readonly [string, readonly string[], readonly (readonly [string, string | null, string])[]]>([
    ["an id", ["2"], [["2", "twice", "revoked"]]],
    ["a name", ["ci"], [["1", "ci", "revoked"]]],
    ["another user's id, which was typed by hand", ["4"], [["4", "theirs", "revoked"]]],
    [
      "all of a name, but not another user's",
      ["twice", "--all"],
      [
        ["2", "twice", "revoked"],
        ["3", "twice", "revoked"],
      ],
    ],
    ["one that is listed as revoked", ["gone"], [["6", "gone", "already_gone"]]],
    ["an id that is no longer listed", ["99"], [["99", null, "already_gone"]]],
    ["the one in use, with --yes", ["self", "--yes"], [["7", "self", "revoked"]]],
    [
      "an id that is also a name, with --all",
      ["1", "--all"],
      [
        ["1", "ci", "revoked"],
        ["8", "1", "revoked"],
      ],
    ],
  ])("ends %s", async (_, argv, expected) => {
    const ran = await runFake([...line, ...argv], world());
    const { data, meta } = dataOf(ran);
    const ended = expected.filter(([, , result]) => result === "revoked");
    expect([ran.status, data, meta]).toEqual([
      0,
      expected.map(([id, name, result]) => ({ id, name, ...row, result })),
      { revoked: ended.length, already_gone: expected.length - ended.length, failed: 0 },
    ]);
    expect(revokedIds(ran)).toEqual(ended.map(([id]) => id));
    expect(ran.err).toBe("Revoking machine tokens of acme (chosen by: only)\n");
  });

  it.each<readonly [string, readonly string[], string, string | null]>([
    [
      "a name of several",
      ["twice"],
      "twice means 2 machine tokens: 2, 3.",
      "Give one of the ids, or revoke them all with --all.",
    ],
    [
      "an id that is also a name",
      ["1"],
      "1 means 2 machine tokens: 1, 8.",
      "Give one of the ids, or revoke them all with --all.",
    ],
    [
      "a name of none",
      ["nosuch"],
      "There is no machine token of yours with the id or name nosuch.",
      "See: fob token machine list",
    ],
    [
      "a name of another user alone",
      ["theirs"],
      "There is no machine token of yours with the id or name theirs.",
      "See: fob token machine list",
    ],
    [
      "the id of what is no machine token",
      ["50"],
      "There is no machine token of yours with the id or name 50.",
      "See: fob token machine list",
    ],
    [
      "the one in use, with nobody to ask",
      ["7"],
      "Revoke the token that fob itself uses here: nobody is here to be asked.",
      "Add --yes.",
    ],
  ])("refuses %s", async (_, argv, message, hint) => {
    const ran = await runFake([...line, ...argv], world({ sessions: { list: pagesOf([{ id: "50" }]) } }));
    expect([ran.status, ran.out, revokedIds(ran)]).toEqual([2, "", []]);
    expect(lastError(ran)).toMatchObject({ exit: 2, message, hint });
  });

  it("forgets the secret of a login that was that token, and of no other", async () => {
    const given = await runFake([...line, "7", "--yes"], world());
    expect(await given.app?.slots("acme")).toMatchObject({ active: null });
    const beside = world({}, { profiles: [{ slots: { active: credentialOf("t") } }] });
    const kept = await runFake([...line, "7", "--yes"], beside);
    expect(await kept.app?.slots("acme")).toMatchObject({ active: "t" });
    const another = await runFake([...line, "2"], world());
    expect(await another.app?.slots("acme")).toMatchObject({ active: "t" });
  });

  it("ends the one in use last, and goes on after one that fails", async () => {
    const same = server.map((one) => ({ ...blank, ...one, name: "x", current: one.id === "2" }));
    const revokeMachineToken = async (_: unknown, id: string) => {
      if (id === "3") throw new FobError("forbidden", "No.");
      return "revoked" as const;
    };
    const options = world({
      revokeMachineToken,
      async *listMachineTokens() {
        yield same.slice(0, 3);
      },
    });
    const ran = await runFake([...line, "x", "--all", "--yes"], options);
    expect([ran.status, revokedIds(ran), dataOf(ran).meta]).toEqual([
      3,
      ["1", "3", "2"],
      { revoked: 2, already_gone: 0, failed: 1 },
    ]);
    expect(lastError(ran).message).toBe("1 of 3 tokens were not revoked. 3: No.");
    const alone = await runFake([...line, "3"], options);
    expect([alone.status, lastError(alone).message]).toEqual([5, "No."]);
  });

  it("asks who the user is where nobody has said so", async () => {
    const whoami = async () => ({
      identity: { id: "8", login: null, name: null, email: null },
      session: { id: null, expiresAt: null },
    });
    const members = { whoami, fromToken: () => credentialOf("env-token") };
    const ran = await runFake(
      [...line, "theirs"],
      world(members, { selection: { env: envLogin("env-token") } }),
    );
    expect([ran.status, dataOf(ran).data[0]]).toMatchObject([0, { id: "4", profile: null }]);
    expect(ran.err).toBe("Revoking machine tokens of the login of FOB_TOKEN (chosen by: FOB_TOKEN)\n");
  });

  it.each<readonly [string, FakeAppOptions, readonly string[], number]>([
    ["an API that cannot", { profiles: [{ state: "logged_out" }] }, ["1"], 14],
    ["a server that cannot", world({ checkServer: () => Promise.reject(failing("unsupported")) }), ["1"], 14],
    [
      "a project file's word for all",
      world({}, { selection: { projectFile: async () => ({ profile: "acme", path: "/x/.fob.json" }) } }),
      ["ci", "--all"],
      13,
    ],
  ])("is refused by %s before anything is listed", async (_, options, argv, status) => {
    const ran = await runFake([...line, ...argv], options);
    expect([ran.status, ran.out]).toEqual([status, ""]);
    expect(ran.app?.events.filter((event) => /listMachine|revoke/.test(event))).toEqual([]);
  });
});
