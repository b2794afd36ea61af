import { describe, expect, it } from "vitest";
import { FobError } from "../../src/core/errors.ts";
import type { ListedToken, Provider } from "../../src/core/provider.ts";
import { Secret } from "../../src/core/secret.ts";
import { envLogin, type FakeAppOptions, failing, profileOf } from "../support/fake-app.ts";
import { lastError, type Ran, runFake } from "../support/fake-host.ts";
import { ann, credentialOf } from "../support/fake-provider.ts";

/** A server that lists, mints and revokes, and ends its answers as the test says. */
function serverOf(ids: readonly string[], more: Partial<ListedToken> = {}, members: Partial<Provider> = {}) {
  const alive = new Set(ids);
  let last = 40;
  const server: Partial<Provider> = {
    mintMachineToken: async (_, { name, readOnly }) => {
      const id = String(++last);
      alive.add(id);
      return {
        id,
        name,
        token: new Secret(`token-${id}`),
        tokenType: "session",
        readOnly,
        expiresAt: null,
        credential: credentialOf(`token-${id}`, { given: true }),
        notices: [],
      };
    },
    async *listMachineTokens() {
      yield [...alive].map((id) => ({ ...blank, id, ...more }));
    },
    revokeMachineToken: async (_, id) => (alive.delete(id) ? "revoked" : "already_gone"),
    whoami: async () => ({ identity: ann, session: { id: null, expiresAt: null } }),
    ...members,
  };
  return { alive: () => [...alive], server };
}

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

const active = { slots: { active: credentialOf("t") } };
const world = (server: Partial<Provider>, more: FakeAppOptions = {}): FakeAppOptions => ({
  providers: [{ members: server }],
  profiles: [active],
  ...more,
});

const line = ["token", "machine", "--name", "ci", "--json"];
const documentOf = ({ out, secretOut }: Ran) => JSON.parse(out || secretOut);
const steps = (ran: Ran) =>
  (ran.app?.events ?? [])
    .filter((event) => /^(acme (mint|list|revoke|whoami)|write|make)/.test(event))
    .map((event) => event.replace(/^acme /, ""));

describe("token machine --if-absent", () => {
  const absent = [...line, "--if-absent"];
  const notShown = (where: string) => ({
    code: "token_not_shown",
    message: `Its value is shown but once, when it is minted, so it was not ${where}; --replace mints another in its place.`,
  });
  const present = { code: "token_present", message: "The token 1 ci exists already; nothing was minted." };

  it("mints where there is none of that name", async () => {
    const { server, alive } = serverOf([]);
    const ran = await runFake(absent, world(server));
    expect([ran.status, documentOf(ran).data.token, documentOf(ran).meta, alive()]).toEqual([
      0,
      "token-41",
      { minted: true, replaces: [] },
      ["41"],
    ]);
  });

  it.each<readonly [string, readonly string[], readonly object[]]>([
    ["for stdout", [], [present, notShown("printed")]],
    ["for a file, and makes none", ["--to", "file:/x/token"], [present, notShown("written anywhere")]],
    ["for a profile, and makes none", ["--save-as", "bot"], [present, notShown("written anywhere")]],
    ["into the profile that has it", ["--save-as", "held"], [present]],
    [
      "though it was to be read-only",
      ["--read-only", "--save-as", "held"],
      [present, { code: "token_may_write", message: "The token 1 ci is not read-only." }],
    ],
  ])("mints none where one is there, %s", async (_, argv, warnings) => {
    const { server, alive } = serverOf(["1"]);
    const held = { name: "held", session: { id: "1", expiresAt: null }, given: true };
    const options = world(server, { profiles: [active, held], selection: { flag: "acme" } });
    const ran = await runFake([...absent, ...argv], options);
    expect([ran.status, ran.secretOut, alive(), ran.app?.files.size]).toEqual([0, "", ["1"], 0]);
    expect(documentOf(ran)).toEqual({
      schema: "fob.token.machine/v1",
      data: {
        id: "1",
        name: "ci",
        token: null,
        token_type: "session",
        read_only: false,
        expires_at: null,
        profile: "acme",
        provider: "acme",
      },
      meta: { minted: false, replaces: [] },
      warnings,
    });
  });

  it("leaves stdout empty for who reads the token from it", async () => {
    const { server } = serverOf(["1"]);
    const ran = await runFake(["token", "machine", "--name", "ci", "--if-absent"], world(server));
    expect([ran.status, ran.out, ran.secretOut]).toEqual([0, "", ""]);
    expect(ran.err).toContain("warning: The token 1 ci exists already; nothing was minted.\n");
  });

  it.each<readonly [string, Partial<ListedToken>]>([
    ["has ended", { expiresAt: new Date("2020-01-01T00:00:00Z") }],
    ["was revoked", { revoked: true }],
    ["is another user's", { userId: "8" }],
    ["has another name", { name: "CI" }],
  ])("does not take for it what %s", async (_, more) => {
    const { server } = serverOf(["1"], more);
    expect(documentOf(await runFake(absent, world(server))).meta).toEqual({ minted: true, replaces: [] });
  });
});

describe("token machine --replace", () => {
  const replace = [...line, "--replace"];

  it("mints, proves, delivers, and only then revokes", async () => {
    const { server, alive } = serverOf(["1", "2"]);
    const ran = await runFake([...replace, "--to", "file:/x/token"], world(server));
    expect(steps(ran)).toEqual([
      "listMachineTokens",
      "make /x/token",
      "mintMachineToken",
      "whoami token-41",
      "write /x/token",
      "revokeMachineToken 1",
      "revokeMachineToken 2",
    ]);
    expect([ran.status, ran.err, alive(), ran.app?.files.get("/x/token")]).toEqual([
      0,
      "Revoked in its favour: 1, 2\n",
      ["41"],
      "token-41\n",
    ]);
    expect([documentOf(ran).data.token, documentOf(ran).meta]).toEqual([
      null,
      { minted: true, replaces: ["1", "2"] },
    ]);
  });

  it("prints it before the former ends", async () => {
    const { server, alive } = serverOf(["1"]);
    const ran = await runFake(replace, world(server));
    expect([ran.status, documentOf(ran).data.token, alive()]).toEqual([0, "token-41", ["41"]]);
  });

  it("writes over the file that held the former", async () => {
    const { server } = serverOf([]);
    const app = await runFake([...replace, "--to", "file:/x/token"], world(server));
    expect(app.status).toBe(0);
  });

  it.each<readonly [string, Partial<Provider>, number, string]>([
    [
      "does not work",
      { whoami: () => Promise.reject(failing("login_expired", "No such token.")) },
      7,
      "The new token 41 ci does not prove itself, so nothing was replaced: No such token.",
    ],
    [
      "cannot be asked about",
      { whoami: () => Promise.reject(failing("network", "No network.")) },
      6,
      "The new token 41 ci does not prove itself, so nothing was replaced: No network.",
    ],
  ])(
    "keeps the former where the new one %s, and takes the new one back",
    async (_, members, status, message) => {
      const { server, alive } = serverOf(["1"], {}, members);
      const ran = await runFake([...replace, "--to", "file:/x/token"], world(server));
      expect([ran.status, alive(), ran.app?.files.size]).toEqual([status, ["1"], 0]);
      expect(lastError(ran)).toMatchObject({
        message,
        hint: "The token 41 ci was revoked again; nothing is left of it.",
      });
      expect(steps(ran).filter((step) => step === "mintMachineToken")).toHaveLength(1);
    },
  );

  it("keeps the former where the new one cannot be delivered", async () => {
    const { server, alive } = serverOf(["1"]);
    const ran = await runFake([...replace, "--to", "file:/x/full"], world(server));
    expect([ran.status, alive(), lastError(ran).hint]).toEqual([
      10,
      ["1"],
      "The token 41 ci was revoked again; nothing is left of it.",
    ]);
  });

  it("is 3 where the former lives on, and says how to end it", async () => {
    const revokeMachineToken = async (_: unknown, id: string) => {
      if (id === "2") throw new FobError("forbidden", "Not you.");
      return "revoked" as const;
    };
    const { server } = serverOf(["1", "2"], {}, { revokeMachineToken });
    const ran = await runFake([...replace, "--to", "file:/x/token"], world(server));
    expect([ran.status, documentOf(ran).meta]).toEqual([3, { minted: true, replaces: ["1", "2"] }]);
    expect(lastError(ran)).toMatchObject({
      code: "partly_done",
      message: "The token 41 ci works and is in its place, but its former lives on (2): Not you.",
      hint: "fob token machine revoke 2 --profile acme",
    });
  });

  it("may be asked by the token that it replaces, which goes last", async () => {
    const { server } = serverOf([]);
    const own: Partial<Provider> = {
      ...server,
      async *listMachineTokens() {
        yield [
          { ...blank, id: "1", current: true },
          { ...blank, id: "2" },
        ];
      },
      fromToken: () => credentialOf("t", { given: true }),
    };
    const ran = await runFake(replace, world(own, { profiles: [], selection: { env: envLogin("t") } }));
    expect([ran.status, steps(ran).slice(-2)]).toEqual([0, ["revokeMachineToken 2", "revokeMachineToken 1"]]);
  });

  it("renews the profile that lives by it, which stays logged in", async () => {
    const { server } = serverOf(["1"], { current: true });
    const profiles = [{ given: true, settings: { a: "b" }, pendingRevokes: 2, ...active }];
    const ran = await runFake([...replace, "--save-as", "acme"], world(server, { profiles }));
    expect([ran.status, await ran.app?.slots("acme")]).toMatchObject([0, { active: "token-41" }]);
    expect(ran.app?.profiles.get("acme")).toEqual(
      profileOf({
        given: true,
        settings: { a: "b" },
        pendingRevokes: 2,
        session: { id: "41", expiresAt: null },
      }),
    );
  });

  it.each([
    ["1", "1", []],
    [
      "one of another name",
      "9",
      [
        {
          code: "session_lives_on",
          message:
            "The token that bot held was given to fob, so its session lives on. To end it: fob token machine revoke 9 --profile bot",
        },
      ],
    ],
  ])("names the token that no profile holds any more, unless it ends: %s", async (_, id, warnings) => {
    const { server } = serverOf(["1"]);
    const session = { id, expiresAt: null };
    const bot = { name: "bot", given: true, session, slots: { active: credentialOf("t9") } };
    const options = world(server, { profiles: [active, bot], selection: { flag: "acme" } });
    const ran = await runFake([...replace, "--save-as", "bot"], options);
    expect([ran.status, documentOf(ran).warnings]).toEqual([0, warnings]);
    expect(await ran.app?.slots("bot")).toMatchObject({ active: "token-41" });
  });

  it("says that the login it was asked by has ended, where the new one went elsewhere", async () => {
    const { server } = serverOf(["1"], { current: true });
    const profiles = [{ given: true, ...active }];
    const ran = await runFake([...replace, "--to", "file:/x/token"], world(server, { profiles }));
    expect([ran.status, await ran.app?.slots("acme")]).toMatchObject([0, { active: null }]);
    expect(ran.err).toBe("Revoked in its favour: 1\nThe login of acme was one of them.\n");
  });

  it.each([
    ["another provider's", { provider: "other" }],
    ["another address's", { baseUrl: "https://elsewhere.example" }],
    ["of a login that fob has got itself", { given: false }],
  ])("takes the place of no profile that is %s", async (_, more) => {
    const { server, alive } = serverOf(["1"]);
    const profiles = [active, { name: "bot", given: true, ...more }];
    const ran = await runFake(
      [...replace, "--save-as", "bot"],
      world(server, { profiles, selection: { flag: "acme" } }),
    );
    expect([ran.status, alive(), lastError(ran).message]).toEqual([
      2,
      ["1"],
      "The profile bot holds another login than such a token.",
    ]);
  });
});

describe("what has to look for a name", () => {
  const { server } = serverOf([]);
  const without = (...names: readonly (keyof Provider)[]) =>
    Object.fromEntries(Object.entries(server).filter(([name]) => !names.includes(name as keyof Provider)));
  const takesName = { takesReadOnly: true, takesExpiry: true, needsSecret: null, idPattern: "\\d+" };

  it.each<readonly [string, readonly string[], FakeAppOptions, number, string]>([
    ["no list", ["--if-absent"], world(without("listMachineTokens")), 14, "ACME: No machine_list."],
    ["no list, to replace", ["--replace"], world(without("listMachineTokens")), 14, "ACME: No machine_list."],
    ["no revocation", ["--replace"], world(without("revokeMachineToken")), 14, "ACME: No machine_revoke."],
    [
      "no login by a token",
      ["--replace"],
      {
        providers: [
          { members: server, info: { machineToken: { ...takesName, takesName: true, savable: false } } },
        ],
        profiles: [active],
      },
      14,
      "ACME cannot prove such a token, so it replaces none.",
    ],
    [
      "both at once",
      ["--replace", "--if-absent"],
      world(server),
      2,
      "Choose one of --if-absent and --replace.",
    ],
  ])("is refused before anything is opened or sent: %s", async (_, argv, options, status, message) => {
    const ran = await runFake([...line, ...argv], options);
    expect([ran.status, lastError(ran).message, ran.app?.events ?? []]).toEqual([status, message, []]);
  });

  it.each(["--if-absent", "--replace"])("is refused for a JWT, and without a name: %s", async (flag) => {
    const members = { ...server, mintJwt: () => Promise.reject(new Error("nothing is minted")) };
    const jwt = await runFake(["token", "machine", "--jwt", flag, "--json"], world(members));
    expect([jwt.status, lastError(jwt).message]).toEqual([14, "ACME cannot look for a JWT: it lists none."]);
    const nameless = await runFake(["token", "machine", flag, "--json"], world(members));
    expect([nameless.status, lastError(nameless).message]).toEqual([2, "The token has no name."]);
  });

  it("is refused by a server that cannot, before anything is minted", async () => {
    const members = { ...server, checkServer: () => Promise.reject(failing("unsupported", "Not here.")) };
    for (const flag of ["--if-absent", "--replace"]) {
      const ran = await runFake([...line, flag], world(members));
      expect([ran.status, steps(ran)]).toEqual([14, []]);
    }
  });
});

describe("a token that reached nobody", () => {
  it.each<readonly [string, Partial<Provider>, string]>([
    ["is revoked again", {}, "The token 41 ci was revoked again; nothing is left of it."],
    [
      "is named where that fails",
      { revokeMachineToken: () => Promise.reject(failing("network")) },
      "The token 41 ci was minted and is lost. End it: fob token machine revoke 41 --profile acme",
    ],
  ])("%s", async (_, members, hint) => {
    const { server } = serverOf([], {}, members);
    const toFile = await runFake([...line, "--to", "file:/x/full"], world(server));
    expect([toFile.status, lastError(toFile).hint]).toEqual([10, hint]);
    const closed = { terminal: { printFails: failing("output", "stdout is closed") } };
    const toStdout = await runFake(line, world(serverOf([], {}, members).server, closed));
    expect([toStdout.status, lastError(toStdout)]).toMatchObject([10, { message: "stdout is closed", hint }]);
  });
});
