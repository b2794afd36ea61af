import { describe, expect, it } from "vitest";
import { commands } from "../../../src/cli/commands/index.ts";
import { completionText } from "../../../src/cli/completion/candidates.ts";
import { type CompletionSources, complete } from "../../../src/cli/completion/complete.ts";
import { storeNames } from "../../../src/core/store.ts";
import { providers } from "../../../src/providers/index.ts";

const sessions = [
  { id: "2153", name: "ci-deploy" },
  { id: "2154", name: null },
  { id: "31", name: "a\tb\nc\u001b[31m\u202e" },
  { id: "$(touch x)", name: "hostile" },
  { id: "a b", name: "hostile" },
  { id: "9;ls", name: "hostile" },
];
const asked: unknown[] = [];
const sources: CompletionSources = {
  commands,
  providers: async () => providers.map(({ info }) => info),
  profiles: async () => [
    { name: "work", provider: "productive" },
    { name: "home", provider: "pixwel" },
    { name: "eu", provider: "amity" },
  ],
  async sessions(flags) {
    asked.push(Object.fromEntries(flags));
    return sessions;
  },
};

const values = async (words: readonly string[]) => {
  const { candidates, paths } = await complete(words, sources);
  expect(paths).toBeNull();
  return candidates.map(({ value }) => value);
};

describe("at the last word", () => {
  it.each<readonly [words: readonly string[], offered: readonly string[]]>([
    [["who"], ["whoami"]],
    [["nothing"], []],
    [["sto"], ["store"]],
    [
      ["store", ""],
      ["status", "use", "migrate", "key", "init", "rekey"],
    ],
    [["store", "m"], ["migrate"]],
    [["store", "use", ""], storeNames],
    [["store", "use", "file", "k"], []],
    [["help", "otp", ""], ["verify"]],
    [
      ["--json", "pro"],
      ["profile", "provider"],
    ],
    [["-p", "work", "otp", ""], ["verify"]],
    [["login", "b"], ["babel"]],
    [["login", "--base-url", ""], []],
    [["login", "pixwel", "--set", ""], ["userId="]],
    [["login", "socialplus", "--set", "dev"], ["deviceId="]],
    [
      ["logout", ""],
      ["work", "home", "eu"],
    ],
    [
      ["logout", "work", ""],
      ["home", "eu"],
    ],
    [["whoami", "-p", "w"], ["work"]],
    [["whoami", "--profile=h"], ["--profile=home"]],
    [
      ["token", "machine", "--profile", ""],
      ["work", "eu"],
    ],
    [["otp", "verify", "--profile", ""], ["work"]],
    [
      ["sessions", "revoke", "-p", ""],
      ["work", "eu"],
    ],
    [
      ["sessions", "revoke", "21"],
      ["2153", "2154"],
    ],
    [
      ["sessions", "revoke", "2153", ""],
      ["2154", "31"],
    ],
    [
      ["sessions", "revoke", "--kind", ""],
      ["user", "machine"],
    ],
    [["sessions", "list", "--sort=-n"], ["--sort=-name"]],
    [["sessions", "list", "--sort", "-n"], ["-name"]],
    [["sessions", "list", "--al"], ["--all-profiles"]],
    [
      ["sessions", "revoke", "--o"],
      ["--others", "--older-than"],
    ],
    [["sessions", "revoke", "--others", "--o"], ["--older-than"]],
    [["whoami", "--secret", "o"], ["otp="]],
    [
      ["whoami", "--secret", "otp=f"],
      ["otp=file:", "otp=fd:"],
    ],
    [["whoami", "--secret=otp=e"], ["--secret=otp=env:"]],
    [["whoami", "--store", ""], storeNames],
    [["token", "print", "--format", "h"], ["header"]],
    [
      ["token", "machine", "--to", ""],
      ["fd:", "file:", "github-env:", "github-output:"],
    ],
    [
      ["schema", "sessions", ""],
      ["list", "revoke", "watch", "stats"],
    ],
    [
      ["completion", ""],
      ["bash", "zsh", "fish"],
    ],
    [["whoami", "x", "y"], []],
  ])("of %j come %j", async (words, offered) => {
    expect((await values(words)).sort()).toEqual([...offered].sort());
  });

  it("come all groups and commands at first, once each", async () => {
    const first = await values([""]);
    expect(first).toEqual([...new Set(commands.map(({ path }) => path[0]))]);
  });

  it("come all flags where nothing else can, but those that were given", async () => {
    const left = await values(["whoami", "--json", ""]);
    expect(left).toEqual(expect.arrayContaining(["--all", "--offline", "--profile", "--secret", "--help"]));
    expect(left).not.toContain("--json");
    expect(await values(["whoami", "--secret", "otp=-", "--se"])).toEqual(["--secret"]);
  });

  it.each([
    [["--config-dir", "/t"], "folder", ""],
    [["whoami", "--config-dir=/t"], "folder", "--config-dir="],
    [["token", "machine", "--to", "file:/t"], "file", "file:"],
    [["token", "machine", "--to=file:"], "file", "--to=file:"],
    [["login", "--secret", "token=file:a"], "file", "token=file:"],
    [["exec", "--", ""], "file", ""],
  ])("of %j comes a %s, after %j", async (words, kind, prefix) => {
    expect(await complete(words, sources)).toEqual({ candidates: [], paths: { kind, prefix } });
  });

  it("sessions are those of the login that the flags mean", async () => {
    asked.length = 0;
    await values(["sessions", "revoke", "--dry-run", "-p", "work", ""]);
    await values(["sessions", "revoke", ""]);
    expect(asked).toEqual([{ "--dry-run": null, "--profile": "work" }, {}]);
  });

  it("every word of every command is one that a shell takes as it is", async () => {
    const all = await Promise.all(commands.map(({ path }) => values([...path, "--"])));
    expect(all.flat().filter((value) => !/^--[a-z-]+$/.test(value))).toEqual([]);
  });
});

describe("as the shells read it", () => {
  it("a value is a line, what is said of it is short, visible and on the same line", async () => {
    expect(completionText(await complete(["sessions", "revoke", ""], sources))).toBe(
      "values\n2153\tci-deploy\n2154\n31\ta\\x09b\\x0ac\\x1b[31m\\u202e\n",
    );
    const long = { candidates: [{ value: "1", description: "x".repeat(500) }], paths: null };
    expect(completionText(long)).toBe(`values\n1\t${"x".repeat(60)}\n`);
  });

  it("paths are the shell's own to complete", () => {
    expect(completionText({ candidates: [], paths: { kind: "file", prefix: "file:" } })).toBe("file file:\n");
  });
});
