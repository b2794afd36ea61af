import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands/index.ts";
import { globalOptions } from "../../src/cli/global-options.ts";
import { lastError, runFake } from "../support/fake-host.ts";
import { credentialOf } from "../support/fake-provider.ts";

const names = commands.map(({ path, summary }) => [path.join(" "), path, summary] as const);

describe("help", () => {
  it.each(names)("of %s shows what it takes, with examples that are true", async (name, path, summary) => {
    const { status, out, err } = await runFake([...path, "--help"]);
    expect([status, err]).toEqual([0, ""]);
    expect(out).toMatch(new RegExp(`^Usage: fob ${name}`));
    expect(out).toContain(`\n${summary}\n`);
    const [, examples = ""] = out.split("\nExamples:\n");
    expect(examples).toMatch(/^ {2}\$ .*\bfob /);
    const own = examples.split("\n").filter((line) => line.includes(`fob ${name}`));
    expect(own.length).toBeGreaterThan(0);
    for (const [flag] of own.join("\n").matchAll(/(?<=fob [^|]*\s)--[a-z-]+/g)) expect(out).toContain(flag);
  });

  it.each(names)("comes for %s by the word help too", async (_, path) => {
    expect(await runFake(["help", ...path])).toEqual(await runFake([...path, "--help"]));
  });

  it("names every command", async () => {
    const { status, out, err } = await runFake(["--help"]);
    expect([status, err]).toEqual([0, ""]);
    for (const [first] of commands.map(({ path }) => path))
      expect(out).toMatch(new RegExp(`^ {2}${first}\\b`, "m"));
    expect(out).toContain("\nExamples:\n  $ fob login productive\n");
    for (const argv of [["-h"], ["help"]]) expect((await runFake(argv)).out).toBe(out);
  });

  it("shows the flags of every command below each", async () => {
    const { out } = await runFake(["sessions", "list", "--help"]);
    const [, shared = ""] = out.split("Global Options:");
    for (const { flags } of globalOptions) expect(shared).toContain(flags);
    expect(shared).not.toContain("--version");
  });

  it("of a command is short and whole", async () => {
    const { out } = await runFake(["sessions", "revoke", "--help"]);
    expect(out.split("\nGlobal Options:")[0]).toMatchInlineSnapshot(`
      "Usage: fob sessions revoke [options] [id...]

      end sessions

      Arguments:
        id                       session ids; - reads them from stdin, one a line

      Options:
        --all                    all sessions that the filters select; without a
                                 filter: your own user sessions
        --others                 as --all, but the current one
        --pick                   choose among them in a list
        --kind <KIND>            user or machine
        --older-than <DURATION>  last active longer ago than this, as 30d
        --idle <DURATION>        the same; of both, the longer counts
        --expiring <DURATION>    ending within this time from now, as 72h
        --user <ID>              sessions of this user
        --name <GLOB>            sessions with such a name; * and ? stand for any text
                                 and any character
        --device <GLOB>          with such a device, platform or browser
        --ip <ADDRESS>           last seen at this address, as 192.0.2.7, 192.0.2.* or
                                 192.0.2.0/24
        --plan <FILE>            write what would be ended to a file, end nothing
        --apply <FILE>           end what a plan says, but what has changed since
        --confirm <COUNT>        go on without a question if just so many would end
        -n, --dry-run            show what would be ended, end nothing
        --concurrency <COUNT>    so many at a time, 1 to 64 (8)
        -h, --help               display help for command
      "
    `);
  });

  it("asks for nothing to be opened", async () => {
    expect((await runFake(["login", "--help"])).app).toBeNull();
  });
});

it("prints its version alone", async () => {
  for (const flag of ["--version", "-V"])
    expect(await runFake([flag])).toMatchObject({ status: 0, out: "1.2.3\n", err: "", app: null });
});

describe("a group of commands alone", () => {
  it("shows what is in it, and is wrong usage", async () => {
    expect(await runFake(["-p", "work", "token"])).toMatchObject({
      status: 2,
      out: "",
      err: [
        "fob: That is a group of commands.",
        "  fob token machine          mint a token for a machine",
        "  fob token machine list     list machine tokens, without their values",
        "  fob token machine revoke   revoke a machine token by its id or name",
        "  fob token print            print the stored token",
        "",
      ].join("\n"),
    });
  });

  it("names all in one line of JSON", async () => {
    const { status, out, err } = await runFake(["otp", "--json"]);
    expect([status, out]).toEqual([2, ""]);
    expect(JSON.parse(err).error).toMatchObject({
      message: "That is a group of commands.",
      hint: "Name one of them: fob otp verify",
    });
  });

  it.each([
    [["sessions", "nothing"], "See the commands with: fob sessions --help"],
    [["nothing"], "See the commands with: fob --help"],
    [["sessions", "lists"], "Did you mean: list?"],
    [["version"], "It is a flag here: fob --version"],
    [["sessions", "version"], "See the commands with: fob sessions --help"],
  ])("%j names the help that shows it", async (argv, hint) => {
    const { status, err } = await runFake(argv);
    expect([status, err]).toEqual([2, `fob: There is no such command.\n  ${hint}\n`]);
  });
});

describe("wrong usage", () => {
  const inArgv = "a secret on the command line is seen by every user of the machine.";
  const table: readonly (readonly [readonly string[], string])[] = [
    [["nosuch"], "There is no such command."],
    [["hunter2"], "There is no such command."],
    [["sessions", "hunter2"], "There is no such command."],
    [["sessions", "lst"], "There is no such command."],
    [["help", "nosuch"], "There is no such command."],
    [["help", "token", "nosuch"], "There is no such command."],
    [["whoami", "hunter2"], "That is more than this command takes."],
    [["login", "productive", "hunter2"], "That is more than this command takes."],
    [["otp", "verify", "123456"], "That is more than this command takes."],
    [["whoami", "--", "hunter2"], "That is more than this command takes."],
    [["whoami", "--nosuch"], "There is no flag --nosuch."],
    [["whoami", "--nosuch=hunter2"], "There is no flag --nosuch."],
    [["--nosuch", "whoami"], "There is no flag --nosuch."],
    [["whoami", "-x"], "There is no flag -x."],
    [["whoami", "--json=hunter2"], "--json takes no value."],
    [["whoami", "--hunter2"], "There is no such flag."],
    [["login", "--password=hunter2"], `There is no flag --password: ${inArgv}`],
    [["login", "--password", "hunter2"], `There is no flag --password: ${inArgv}`],
    [["login", "--token=hunter2"], `There is no flag --token: ${inArgv}`],
    [["login", "--api-key=hunter2"], `There is no flag --api-key: ${inArgv}`],
    [["login", "--otp", "123456"], `There is no flag --otp: ${inArgv}`],
    [["otp", "verify", "--code=123456"], `There is no flag --code: ${inArgv}`],
    [["whoami", "--profile"], "--profile needs a value."],
    [["login", "--set"], "--set needs a value."],
    [["profile", "use"], "PROFILE is missing."],
    [["profile", "rename", "a"], "TO is missing."],
    [["whoami", "--timeout", "soon"], "--timeout takes a duration such as 90s, 15m, 72h, 30d or 4w."],
    [["whoami", "--store", "hunter2"], "There is no such store."],
    [["login", "--set", "hunter2"], "--set takes KEY=VALUE."],
    [["login", "--set", "=hunter2"], "--set takes KEY=VALUE."],
    [["sessions", "list", "--kind", "hunter2"], "--kind takes user or machine."],
    [["sessions", "list", "--limit", "0"], "--limit takes a count from 1 on."],
    [
      ["sessions", "list", "--sort", "hunter2"],
      "--sort takes one of id, name, kind, user_id, last_activity_at, expires_at, created_at, with - before it for the reverse.",
    ],
    [
      ["sessions", "list", "--older-than", "hunter2"],
      "--older-than takes a duration such as 90s, 15m, 72h, 30d or 4w.",
    ],
    [["sessions", "revoke"], "Nothing says which sessions are to end."],
    [["sessions", "revoke", "--kind", "user"], "Nothing says which sessions are to end."],
    [["sessions", "revoke", "--all", "--others"], "Choose one of --all, --others and --pick."],
    [["sessions", "revoke", "1", "--all"], "Give ids, or select by filters, not both."],
    [["sessions", "revoke", "1", "--name", "x"], "Give ids, or select by filters, not both."],
    [["sessions", "revoke", "1", "--concurrency", "0"], "--concurrency takes a count from 1 to 64."],
    [["sessions", "revoke", "1", "--concurrency", "65"], "--concurrency takes a count from 1 to 64."],
    ...(["name", "user", "device", "ip", "kind", "idle"] as const).flatMap((flag) =>
      [
        ["sessions", "revoke", "--all", `--${flag}`, "", "--yes"],
        ["sessions", "revoke", "1", `--${flag}`, " "],
        ["sessions", "list", `--${flag}=`],
        ["sessions", "watch", `--${flag}=`],
        ["sessions", "stats", `--${flag}=`],
      ].map((argv) => [argv, `--${flag} is empty.`] as const),
    ),
    [["incident", "revoke", "--user", "", "--yes"], "Nothing says whose sessions are to end."],
    [["incident", "revoke", "--user", "ada", "--user", " "], "Nothing says whose sessions are to end."],
    ...[
      ["logout", "--all"],
      ["whoami", "--all"],
      ["whoami", "--all", "--offline"],
    ].map((argv) => [[...argv, "-p", "x"], "--profile x names one login, --all means all of them."] as const),
    ...["list", "watch", "stats"].map(
      (verb) =>
        [
          ["sessions", verb, "--all-profiles", "-p", "x"],
          "--profile x names one login, --all-profiles means all of them.",
        ] as const,
    ),
    [["logout", "a", "-p", "b"], "--profile b is not what the names say."],
    [["logout", "a", "b", "--profile=b"], "--profile b is not what the names say."],
    [["store", "migrate", "--from", "file", "--to", "keychain", "-p", "x"], "There is no profile x."],
    [["token", "print", "--format", "hunter2"], "--format takes raw, header, env, json."],
    [
      ["token", "machine", "--name", " "],
      "--name takes a text, without control characters, that is not empty.",
    ],
    [
      ["token", "machine", "--name", "a\u001b"],
      "--name takes a text, without control characters, that is not empty.",
    ],
    [["store", "migrate"], "--from is missing."],
    [["store", "migrate", "--from", "file"], "--to is missing."],
    [["store", "use", "hunter2"], "There is no such store."],
    [["sandbox", "--port", "hunter2"], "--port takes a number up to 65535."],
    [["sandbox", "--port", "65536"], "--port takes a number up to 65535."],
  ];

  it.each(table)("%j: %s", async (argv, message) => {
    const ran = await runFake(argv);
    expect([ran.status, ran.out]).toEqual([2, ""]);
    expect(ran.err.split("\n")[0]).toBe(`fob: ${message}`);
    expect(ran.err).not.toMatch(/hunter2|123456/);
    expect(ran.app?.events ?? []).toEqual([]);
  });

  it.each(table)("%j with --json is the error alone", async (argv, message) => {
    const withJson =
      argv[1] === "--" ? ["--json", ...argv] : [...argv.slice(0, 1), "--json", ...argv.slice(1)];
    const ran = await runFake(argv[0]?.startsWith("-") ? ["--json", ...argv] : withJson);
    expect([ran.status, ran.out, ran.err.trimEnd().split("\n")]).toEqual([2, "", [expect.any(String)]]);
    expect(lastError(ran)).toMatchObject({
      code: expect.stringMatching(/^(usage|input_needed)$/),
      exit: 2,
      message,
    });
    expect(Object.keys(lastError(ran))).toEqual([
      "code",
      "exit",
      "message",
      "hint",
      "provider",
      "profile",
      "retryable",
      "retry_after_s",
    ]);
  });

  it("is helped where the word is near", async () => {
    expect((await runFake(["logni"])).err).toContain("Did you mean: login?");
    expect((await runFake(["session", "list"])).err).toContain("Did you mean: sessions?");
  });
});

describe("the flags of every command", () => {
  const profiles = [{ name: "a", slots: { active: credentialOf("t") } }, { name: "b" }];

  it.each([
    [["-p", "a", "--json", "profile", "show"]],
    [["profile", "-p", "a", "show", "--json"]],
    [["profile", "--json", "show", "-p", "a"]],
    [["profile", "show", "--profile=a", "--json"]],
    [["profile", "show", "-pa", "--json"]],
    [["profile", "show", "--json", "-p", "b", "-p", "a"]],
  ])("may stand anywhere: %j", async (argv) => {
    const { status, out } = await runFake(argv, { profiles });
    expect([status, JSON.parse(out)]).toMatchObject([
      0,
      { schema: "fob.profile.show/v1", data: { profile: "a" } },
    ]);
  });

  it("come from the environment, and the flag wins; what is empty is unset", async () => {
    const shown = async (argv: readonly string[], env: Readonly<Record<string, string>>) =>
      (await runFake(["profile", "show", ...argv], { profiles }, env)).out.split(/\s+/)[1];
    expect(await shown([], { FOB_PROFILE: "b" })).toBe("b");
    expect(await shown(["-p", "a"], { FOB_PROFILE: "b" })).toBe("a");
    expect((await runFake(["profile", "show"], { profiles }, { FOB_PROFILE: "" })).status).toBe(2);
    expect((await runFake(["whoami"], {}, { FOB_TIMEOUT: "x" })).status).toBe(2);
    expect((await runFake(["whoami"], {}, { FOB_STORE: "x" })).status).toBe(2);
    expect((await runFake(["whoami"], {}, { FOB_STORE: "", FOB_TIMEOUT: "" })).status).toBe(4);
  });
});
