import { type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRedactor } from "../../src/core/redactor.ts";
import { createGivenSecrets } from "../../src/platform/given-secrets.ts";
import { bundle } from "../support/bundle.ts";
import { refusal, refusalOf } from "../support/refusal.ts";

let program: string;
const folder = mkdtempSync(join(tmpdir(), "fob-given-"));
const file = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

beforeAll(async () => {
  program = await bundle("test/platform/given-secrets.program.ts");
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Call {
  readonly stdin?: readonly string[] | "closed";
  readonly env?: Readonly<Record<string, string>>;
  readonly fds?: readonly string[];
}

/** What a process of its own takes; `stdin` is written in parts, some time between them. */
async function taken(
  argv: readonly string[],
  { stdin = [], env = {}, fds = [] }: Call = {},
): Promise<unknown> {
  const stdio: StdioOptions = ["pipe", "pipe", "pipe", ...fds.map((path) => openSync(path, "r"))];
  if (stdin === "closed") stdio[0] = "ignore";
  const child = spawn(process.execPath, [program, ...argv], {
    stdio,
    env: { PATH: process.env.PATH ?? "", ...env },
  });
  let [out, err] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  child.stdin?.on("error", () => {});
  if (stdin !== "closed") {
    for (const part of stdin) {
      child.stdin?.write(part);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    child.stdin?.end();
  }
  await once(child, "close");
  if (out === "") throw new Error(err);
  return JSON.parse(out) as unknown;
}

describe("a secret that a call is given", () => {
  it.each<readonly [string, () => readonly string[], Call, unknown]>([
    ["stdin", () => ["password=-"], { stdin: ["pw-of-ann\n"] }, { password: "pw-of-ann" }],
    ["a slow stdin", () => ["password=-"], { stdin: ["pw-", "of-", "ann"] }, { password: "pw-of-ann" }],
    ["stdin without a newline", () => ["token=-"], { stdin: ["t-1"] }, { token: "t-1" }],
    ["stdin with CRLF", () => ["token=-"], { stdin: ["t-1\r\n"] }, { token: "t-1" }],
    ["stdin as it is", () => ["password=-"], { stdin: ["  :é🔑'\" \\ \n"] }, { password: "  :é🔑'\" \\ " }],
    ["a file", () => [`apiKey=file:${file("key", "k-1\n")}`], {}, { apiKey: "k-1" }],
    [
      "an empty file",
      () => [`apiKey=file:${file("empty", "\n")}`],
      {},
      ["usage", "The secret apiKey is empty."],
    ],
    ["a descriptor", () => ["otp=fd:3"], { fds: [file("code", "123456\n")] }, { otp: "123456" }],
    ["a variable", () => ["otp=env:CODE"], { env: { CODE: "123456\n" } }, { otp: "123456" }],
    ["a command", () => ["otp=cmd:printf '%s\\n' 12 | tr 2 3"], {}, { otp: "13" }],
    [
      "several",
      () => ["password=-", "otp=env:CODE"],
      { stdin: ["pw"], env: { CODE: "1" } },
      { password: "pw", otp: "1" },
    ],
    [
      "the environment",
      () => [],
      {
        env: {
          FOB_PASSWORD: "p",
          FOB_OTP: "o",
          FOB_API_KEY: "k",
          FOB_AUTH_TOKEN: "a",
          FOB_SERVER_KEY: "s",
          FOB_ADMIN_TOKEN: "d",
          FOB_TOKEN: "t",
        },
      },
      { password: "p", otp: "o", apiKey: "k", authToken: "a", serverKey: "s", adminToken: "d" },
    ],
    [
      "a flag over the environment",
      () => ["password=env:PW"],
      { env: { FOB_PASSWORD: "p", PW: "q" } },
      { password: "q" },
    ],
    ["an empty variable, which is none", () => [], { env: { FOB_PASSWORD: "" } }, {}],
  ])("comes from %s, and is the same when it is taken again", async (_, argv, call, expected) => {
    expect(await taken(argv(), call)).toEqual(expected);
  });

  it.each<readonly [string, () => readonly string[], Call, string]>([
    ["an empty stdin", () => ["password=-"], {}, "The secret password is empty."],
    ["a closed stdin", () => ["password=-"], { stdin: "closed" }, "The secret password is empty."],
    [
      "two lines",
      () => ["password=-"],
      { stdin: ["a\nb\n"] },
      "The secret password has a line break or a control character in it.",
    ],
    [
      "an escape",
      () => ["password=-"],
      { stdin: ["a\u001bb\n"] },
      "The secret password has a line break or a control character in it.",
    ],
    [
      "too much",
      () => ["password=-"],
      { stdin: ["x".repeat(70_000)] },
      "A secret cannot be longer than 65536 bytes.",
    ],
    [
      "too large a file",
      () => [`token=file:${file("large", "x".repeat(70_000))}`],
      {},
      "A secret cannot be longer than 65536 bytes.",
    ],
    [
      "a file without an end",
      () => ["token=file:/dev/zero"],
      {},
      "A secret cannot be longer than 65536 bytes.",
    ],
    [
      "a file that is not there",
      () => ["token=file:/no/such\u001b"],
      {},
      "The secret token could not be read from file:/no/such\\x1b (ENOENT).",
    ],
    [
      "a folder",
      () => [`token=file:${folder}`],
      {},
      `The secret token could not be read from file:${folder} (EISDIR).`,
    ],
    [
      "a descriptor that is not open",
      () => ["token=fd:99"],
      {},
      "The secret token could not be read from fd:99 (EBADF).",
    ],
    ["a variable that is not set", () => ["token=env:NOSUCH"], {}, "The secret token is empty."],
    [
      "a command that fails",
      () => ["token=cmd:echo t; exit 3"],
      {},
      "The command of --secret cmd: failed, so it gave no secret.",
    ],
    [
      "a command that is not there",
      () => ["token=cmd:/no/such/command 2>/dev/null"],
      {},
      "The command of --secret cmd: failed, so it gave no secret.",
    ],
    [
      "a command that says too much",
      () => ["token=cmd:head -c 70000 /dev/zero"],
      {},
      "The command of --secret cmd: failed, so it gave no secret.",
    ],
  ])("is refused, not shown: %s", async (_, argv, call, message) => {
    expect(await taken(argv(), call)).toEqual(["usage", message]);
  });

  it("is asked of a command that sees none of ours and reads no stdin", async () => {
    const env = { FOB_PASSWORD: "p", FOB_STORE_KEY: "k", MINE: "m" };
    const seen = await taken(['otp=cmd:printf %s "$FOB_PASSWORD$FOB_STORE_KEY$MINE$(cat)"'], {
      env,
      stdin: ["s\n"],
    });
    expect(seen).toMatchObject({ otp: "m" });
  });

  it("is told to the redactor, even one that is refused", async () => {
    const { keep, redact } = createRedactor();
    const given = createGivenSecrets({ env: { A: "first-secret", B: "bad\nsecret" }, keep }, [
      "token=env:A",
      "otp=env:B",
    ]);
    await given.take("token");
    await refusalOf(given.take("otp"));
    expect(redact("first-secret bad\nsecret")).toBe("[secret] [secret]");
    expect([given.has("token"), given.has("password"), await given.take("password")]).toEqual([
      true,
      false,
      null,
    ]);
  });

  it("is not opened before it is taken", () => {
    expect(
      createGivenSecrets({ env: {}, keep: createRedactor().keep }, ["token=file:/no/such"]).has("token"),
    ).toBe(true);
  });
});

describe("the flag --secret", () => {
  it.each([
    ["hunter2"],
    ["password"],
    ["password="],
    ["password=hunter2"],
    ["password:file:x"],
    ["Password=-"],
    ["nosuch=-"],
    ["=-"],
    ["password=file:"],
    ["password=cmd:"],
    ["password=fd:"],
    ["password=fd:-1"],
    ["password=fd:x"],
    ["password=env:"],
    ["password=env:1A"],
    ["password=env:A B"],
    ["password=--"],
    ["constructor=-"],
  ])("is not %s, which is not repeated", (flag) => {
    const told = refusal(() => createGivenSecrets({ env: {}, keep: createRedactor().keep }, [flag]));
    expect(told).toEqual(["usage", 2, "--secret takes NAME=SOURCE."]);
  });

  it.each([
    [["otp=-", "otp=env:A"], "The secret otp is given twice."],
    [["otp=-", "password=-"], "Only one secret can come from stdin."],
    [["otp=-", "password=fd:0"], "Only one secret can come from stdin."],
  ])("is given once a name, and stdin to one: %j", (flags, message) => {
    const told = refusal(() => createGivenSecrets({ env: {}, keep: createRedactor().keep }, flags));
    expect(told).toEqual(["usage", 2, message]);
  });
});

describe("lines of stdin", () => {
  it.each<readonly [string, readonly string[], unknown]>([
    ["ids", ["1\n2\n"], ["1", "2"]],
    ["slow ids", ["1\n", "2", "2\n3"], ["1", "22", "3"]],
    ["spaces and empty lines", [" 1 \r\n\n\t2\n\n"], ["1", "2"]],
    ["nothing", [], []],
    ["too many", ["1\n2\n3\n4\n"], ["usage", "stdin has more than 3 lines."]],
  ])("are %s", async (_, stdin, expected) => {
    expect(await taken(["lines", "3"], { stdin })).toEqual(expected);
  });

  it("are none of a closed stdin", async () => {
    expect(await taken(["lines", "3"], { stdin: "closed" })).toEqual([]);
  });
});
