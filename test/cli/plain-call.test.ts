import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands/index.ts";
import { globalOptions } from "../../src/cli/global-options.ts";
import type { Host } from "../../src/cli/host.ts";
import { parse } from "../../src/cli/parser.ts";
import { plainCall } from "../../src/cli/plain-call.ts";
import type { Call } from "../../src/cli/run-command.ts";
import { FobError } from "../../src/core/errors.ts";

const host: Host = {
  version: "1.2.3",
  env: {},
  createApp: () => Promise.reject(new Error("nothing is to be opened")),
  writeOut: () => true,
  helpWidth: () => undefined,
  fail: () => {},
  asFobError: (error) => {
    if (error instanceof FobError) return error;
    throw error;
  },
  close: async () => {},
};

/** What the whole parser makes of argv: the call, or null for help and for mistakes. */
async function parsed(argv: readonly string[]): Promise<Call | null> {
  let found: Call | null = null;
  const keep = async (call: Call) => {
    found = call;
    return 0;
  };
  await parse(host, argv, keep).catch((error: unknown) => {
    if (!(error instanceof FobError)) throw error;
  });
  return found;
}

/** As plain data, which is all that a command is given. */
function said(call: Call | null) {
  return call && { path: call.entry.path, args: [...call.args], options: { ...call.options } };
}

describe("a plain call", () => {
  it.each([
    "whoami --offline",
    "whoami --offline --json --profile work",
    "token print",
    "token print --format raw -p work --quiet",
    "sessions revoke 1 2 --dry-run",
    "sessions revoke 1 -n 2 --yes",
    "login productive --secret password=fd:3 --secret otp=env:CODE --set a=b --no-input",
    "profile rename work home",
    "profile show",
    "logout",
    "whoami --profile work --profile home",
    "whoami --no-color --json --jsonl",
  ])("is understood as the parser does: %s", async (line) => {
    const argv = line.split(" ");
    const plain = said(await plainCall(argv));
    expect(plain).not.toBeNull();
    expect(plain).toEqual(said(await parsed(argv)));
  });

  it.each([
    "",
    "help",
    "--help",
    "--version",
    "whoami --help",
    "whoami -h",
    "help whoami",
    "sessions",
    "nonsense",
    "--json whoami",
    "whoami --json=yes",
    "whoami --profile=work",
    "whoami -pwork",
    "whoami --profile",
    "whoami --profile --json",
    "whoami --prof work",
    "whoami extra",
    "whoami --nonsense",
    "whoami --no-json",
    "sessions revoke -",
    "sessions revoke -- 1",
    "sessions revoke -ny",
    "profile rename work",
    "profile rename work home extra",
    "exec -- true",
  ])("is not what needs the parser: %j", async (line) => {
    expect(await plainCall(line.split(" ").filter((word) => word !== ""))).toBeNull();
  });

  it("is every command's where nothing more is typed than it needs", async () => {
    for (const { path, load } of commands) {
      const needed = ((await load()).arguments ?? []).filter(({ name }) => name.startsWith("<"));
      const argv = [...path, ...needed.map(() => "word")];
      expect(said(await plainCall(argv))).toEqual(said(await parsed(argv)));
      expect(await plainCall(argv)).not.toBeNull();
    }
  });
});

it("is never understood in another way than the parser does", async () => {
  const spellings = async () => {
    const own = await Promise.all(commands.map(async ({ load }) => (await load()).options ?? []));
    const all = [...globalOptions, ...own.flat()].flatMap(({ flags }) => flags.split(/[ ,]+/));
    return [...new Set(all.filter((word) => word.startsWith("-")))];
  };
  const word = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...(await spellings())) },
    { weight: 4, arbitrary: fc.constantFrom("work", "1", "a=b", "json", "raw", "é", "whoami", "list") },
    {
      weight: 1,
      arbitrary: fc.constantFrom("", "-", "--", "-x", "-1", "--no-such", "--json=1", "help", "-h"),
    },
  );
  const path = fc.constantFrom(...commands.map((entry) => [...entry.path]));
  let plain = 0;
  const calls = fc.tuple(path, fc.array(word, { maxLength: 6 })).map(([first, rest]) => [...first, ...rest]);
  await fc.assert(
    fc.asyncProperty(calls, async (argv) => {
      const call = await plainCall(argv);
      if (call === null) return;
      plain += 1;
      expect(said(call)).toEqual(said(await parsed(argv)));
    }),
    { numRuns: 3000 },
  );
  expect(plain).toBeGreaterThan(300);
}, 60_000);
