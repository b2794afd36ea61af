import { describe, expect, it } from "vitest";
import { programCommand } from "../support/built-program.ts";
import { runChild } from "../support/child.ts";
import { cleanEnv } from "../support/cli.ts";
import { answerOf, createWorld, plainLogin } from "./world.ts";

const hostile = "\u202egnp.exe\u200b \u001b[31mred\u0007\u0085";

describe.concurrent("the streams", () => {
  it("--json changes no exit status; stdout is one document or nothing, and the error closes stderr", async (test) => {
    const world = await createWorld(test);
    await Promise.all([world.login("productive"), world.login("pixwel")]);
    const lines = [
      "whoami -p productive",
      "whoami",
      "whoami --all",
      "whoami -p nobody",
      "sessions list --sort up",
      "sessions revoke .. -p productive",
      "token machine -p pixwel --name x",
      "token machine -p productive",
      "otp verify -p productive",
      "profile list",
      "profile show productive",
      "provider show pixwel",
      "store status",
      "login nowhere",
      "logout nobody",
      "nonsense",
      "sessions list --limit",
      "profile use",
      "--store disk whoami",
    ];
    const both = await Promise.all(
      lines.map(async (line) => {
        const args = line.split(" ");
        const [plain, json] = await Promise.all([world.fob(args), world.fob([...args, "--json"])]);
        const { data, error } = answerOf(args, json);
        const isTold = plain.stderr.split("\n").some((text) => text.startsWith("fob: "));
        return {
          line,
          same: plain.status === json.status,
          answers: (data !== null) === (plain.stdout !== ""),
          fails: isTold === (error !== null),
        };
      }),
    );
    expect(both).toEqual(lines.map((line) => ({ line, same: true, answers: true, fails: true })));
  });

  it("a failure's error has the keys of the contract, its exit is the status", async (test) => {
    const world = await createWorld(test);
    const { status, stderr, stdout } = await world.fob(["whoami", "-p", "nobody", "--json"]);
    expect({ stdout, error: JSON.parse(stderr) }).toEqual({
      stdout: "",
      error: {
        schema: "fob.error/v1",
        error: {
          code: "usage",
          exit: status,
          message: "There is no profile nobody.",
          hint: "Log in first: fob login",
          provider: null,
          profile: null,
          retryable: false,
          retry_after_s: null,
        },
      },
    });
  });

  it("--jsonl gives a bare item a line, and what is about all of them in the last", async (test) => {
    const world = await createWorld(test);
    await world.login("productive");
    const { stdout } = await world.fob(["sessions", "list", "--jsonl", "--sort", "-id", "--limit", "2"]);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.slice(0, 2).map(({ id }) => id)).toEqual(["2161", "2160"]);
    expect(lines.slice(2)).toEqual([
      {
        meta: {
          count: 2,
          coverage: [
            {
              profile: "productive",
              provider: "productive",
              status: "listed",
              count: 9,
              complete: true,
              error: null,
            },
          ],
        },
        warnings: [],
      },
    ]);
  });

  it("what a server says can neither move the cursor nor hide: escaped for people, \\u-escaped and unchanged in JSON", async (test) => {
    const world = await createWorld(test);
    await world.login("productive");
    world.sandbox.addSessions(1, { name: hostile, device: "tab\there\nand\r\u2028there" });
    const args = ["sessions", "list", "--user", "7443", "--name", "*red*"];
    const [piped, json] = [await world.fob(args), await world.fob([...args, "--json"])];
    const shown = "\\u202egnp.exe\\u200b \\x1b[31mred\\x07\\x85";
    expect(piped.stdout.split("\t").slice(3, 6)).toEqual([
      shown,
      "7443",
      "tab\\x09here\\x0aand\\x0d\\u2028there",
    ]);
    expect(piped.stdout.split("\n")).toHaveLength(2);
    expect(/[^\n -~]/.test(json.stdout)).toBe(false);
    expect(JSON.parse(json.stdout).data[0].name).toBe(hostile);
  });

  it("one profile that cannot be listed hides no other: 3", async (test) => {
    const world = await createWorld(test);
    await Promise.all([world.login("productive"), world.login("babel")]);
    world.sandbox.expireTokens("productive");
    const { status, data, meta, error } = await world.json(["sessions", "list", "--all-profiles"]);
    expect({ status, data, meta, error }).toEqual({
      status: 3,
      data: [expect.objectContaining({ id: "local:babel", profile: "babel" })],
      meta: {
        count: 1,
        coverage: expect.arrayContaining([
          {
            profile: "babel",
            provider: "babel",
            status: "local_only",
            count: 1,
            complete: true,
            error: null,
          },
          {
            profile: "productive",
            provider: "productive",
            status: "failed",
            count: 0,
            complete: false,
            error: expect.objectContaining({ code: "login_expired" }),
          },
        ]),
      },
      error: expect.objectContaining({ code: "partly_done", exit: 3 }),
    });
  });

  it("no colour in a pipe, unless FORCE_COLOR says so; NO_COLOR wins", async (test) => {
    const world = await createWorld(test);
    const coloured = async (env: Readonly<Record<string, string>>, ...flags: readonly string[]) =>
      (await world.fob(["whoami", ...flags], { env })).stderr.includes("\u001b[");
    expect({
      pipe: await coloured({}),
      forced: await coloured({ FORCE_COLOR: "1" }),
      both: await coloured({ FORCE_COLOR: "1", NO_COLOR: "1" }),
      flag: await coloured({ FORCE_COLOR: "1" }, "--no-color"),
      empty: await coloured({ FORCE_COLOR: "1", NO_COLOR: "" }),
    }).toEqual({ pipe: false, forced: true, both: false, flag: false, empty: true });
  });

  it("--quiet leaves the answer and the errors", async (test) => {
    const world = await createWorld(test);
    const { args, stdin } = plainLogin(world.sandbox, "amity");
    const login = await world.fob([...args, "--quiet"], { stdin });
    expect({ status: login.status, stderr: login.stderr }).toEqual({ status: 0, stderr: "" });
    expect((await world.fob(["logout", "--quiet"])).stderr).toBe("");
    expect((await world.fob(["whoami", "--quiet"])).stderr).toContain("fob: amity is not logged in.");
  });
});

it.each(["--help", "sessions list --help", "--version"])(
  "%s whose reader has gone ends in silence",
  async (line) => {
    const script = `{ sleep 0.5; "$@"; echo $? >&2; } | true`;
    const { out, err } = await runChild(
      ["sh", "-c", script, "sh", ...programCommand(), ...line.split(" ")],
      cleanEnv("/nowhere"),
    );
    expect([out, err]).toEqual(["", "0\n"]);
  },
);
