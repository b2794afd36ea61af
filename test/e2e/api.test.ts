import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { programCommand } from "../support/built-program.ts";
import { cleanEnv, newHome, removeHome, runFob } from "../support/cli.ts";
import { fakeApi, type Routes } from "../support/fake-api.ts";
import { startInTerminal } from "../support/pty.ts";
import { createWorld } from "./world.ts";

/** A login of the environment at a server of these answers. */
async function at(routes: Routes, provider = "productive") {
  const api = await fakeApi(routes);
  return { api, env: { FOB_TOKEN: "tok-of-ci", FOB_PROVIDER: provider, FOB_BASE_URL: api.origin } };
}

function tempHome(): string {
  const home = newHome();
  onTestFinished(() => removeHome(home));
  return home;
}

describe.concurrent("fob api at the sandbox", () => {
  it.each([
    ["productive", ["/users"], "data"],
    ["productive", ["/sessions?page[size]=1", "-q", "page[number]=2"], "data"],
    ["pixwel", ["/users", "-H", "X-Range: resources=0-9", "-q", "fields=_id,name"], "0"],
    ["amity", ["/api/v3/users/ada"], "users"],
    ["babel", ["/v1/auth/user"], "user"],
  ] as const)("%s %j", async (provider, argv, member) => {
    const ends: (() => Promise<void>)[] = [];
    const world = await createWorld({ onTestFinished: (end) => void ends.push(end) });
    try {
      await world.login(provider);
      const { status, stdout, stderr } = await world.fob(["api", "GET", ...argv]);
      expect([status, stderr, Object.keys(JSON.parse(stdout)).includes(member)]).toEqual([0, "", true]);
      expect(world.sandbox.violations()).toEqual([]);
    } finally {
      for (const end of ends) await end();
    }
  });

  it("makes, ends and misses a session by hand, and reads every page", async (test) => {
    const world = await createWorld(test);
    await world.login("productive");
    const made = await world.fob(["api", "POST", "/sessions/machine", "-d", "-"], {
      stdin: JSON.stringify({ data: { type: "sessions", attributes: { name: "by hand" } } }),
    });
    const { id } = JSON.parse(made.stdout).data;
    expect([made.status, made.stderr]).toEqual([0, ""]);
    const all = await world.fob(["api", "GET", "/sessions", "-q", "page[size]=1", "--paginate"]);
    const ids: readonly string[] = JSON.parse(all.stdout).data.map((row: { id: string }) => row.id);
    expect([all.status, ids.length > 1, ids.includes(id), new Set(ids).size]).toEqual([
      0,
      true,
      true,
      ids.length,
    ]);
    const ended = await world.fob(["api", "DELETE", `/sessions/${id}`, "-i"]);
    expect([ended.status, ended.stdout.split("\r\n")[0], ended.stderr]).toEqual([
      0,
      "HTTP/1.1 204 No Content",
      "",
    ]);
    const missed = await world.fob(["api", "DELETE", `/sessions/${id}`]);
    expect([missed.status, JSON.parse(missed.stdout).errors.length]).toEqual([7, 1]);
    expect(world.sandbox.violations()).toEqual([]);
  });
});

describe.concurrent("fob api with a login of the environment", () => {
  const everything = Buffer.concat([
    Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
    randomBytes(300_000),
  ]);

  it("sends and prints bytes as they are", async () => {
    const got: Buffer[] = [];
    const server = createServer(async (request, response) => {
      for await (const chunk of request) got.push(chunk);
      response.end(everything);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const home = newHome();
    try {
      const address = server.address();
      const port = typeof address === "object" ? address?.port : 0;
      const file = join(home, "body.bin");
      const out = join(home, "out.bin");
      writeFileSync(file, everything);
      const env = { FOB_TOKEN: "tok", FOB_PROVIDER: "productive", FOB_BASE_URL: `http://127.0.0.1:${port}` };
      // The server of this process answers only while this process turns, so the shell runs beside it.

      const script = `body=$1 out=$2; shift 2; "$@" api PUT /x -d @"$body" > "$out"`;
      const child = spawn("sh", ["-c", script, "sh", file, out, ...programCommand()], {
        env: cleanEnv(home, env),
      });
      const [status] = await once(child, "close");
      const hash = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
      expect([status, hash(Buffer.concat(got)), hash(readFileSync(out))]).toEqual([
        0,
        hash(everything),
        hash(everything),
      ]);
    } finally {
      server.close();
      removeHome(home);
    }
  });

  it("prints the body of a failure, then the error as the last line, with no secret in it", async () => {
    const { env, api } = await at({ "POST /x": { status: 422, body: { echo: "tok-of-ci" } } });
    const { status, stdout, stderr } = await runFob(["api", "POST", "/x", "-d", "{}", "--json", "--debug"], {
      env,
    });
    expect([status, stdout]).toEqual([7, '{"echo":"tok-of-ci"}']);
    expect(stderr).not.toContain("tok-of-ci");
    expect(JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? "").error).toMatchObject({
      code: "provider_error",
      exit: 7,
    });
    expect(api.calls()).toEqual(["POST /x"]);
  });

  it("sends an unsafe request once: 12 where nobody knows what became of it", async () => {
    let times = 0;
    const server = createServer((request) => {
      times += 1;
      request.socket.destroy();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const env = { FOB_TOKEN: "tok", FOB_PROVIDER: "productive", FOB_BASE_URL: `http://127.0.0.1:${port}` };
    const { status, stdout, stderr } = await runFob(["api", "POST", "/x", "-d", "{}"], { env });
    server.close();
    expect([status, stdout, times]).toEqual([12, "", 1]);
    expect(stderr).toContain("Look at the provider what became of it before you send it again.");
  });

  it("refuses a path elsewhere before it sends anything", async () => {
    const { env, api } = await at({});
    const { status, stdout, stderr } = await runFob(["api", "GET", "//elsewhere.example/x"], { env });
    expect([status, stdout, stderr]).toEqual([
      13,
      "",
      "fob: PATH cannot be a whole address.\n  Give the path below the profile's base URL alone, as /projects\n",
    ]);
    expect(api.calls()).toEqual([]);
  });

  it("names the body that it cannot read: 10", async () => {
    const { env, api } = await at({});
    const { status, stderr } = await runFob(["api", "POST", "/x", "-d", "@/nowhere/body"], { env });
    expect([status, stderr]).toEqual([
      10,
      "fob: Cannot read /nowhere/body: a part of the path does not exist.\n  Name a file that you can read, or - for stdin.\n",
    ]);
    expect(api.calls()).toEqual([]);
  });

  it("says what was done where the answer cannot be written: 10", async () => {
    const { env } = await at({ "POST /x": { body: "x".repeat(100_000) } });
    const home = newHome();

    const child = spawn("sh", ["-c", `"$@" api POST /x > /dev/full`, "sh", ...programCommand()], {
      env: cleanEnv(home, env),
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    const [status] = await once(child, "close");
    removeHome(home);
    expect([status, said]).toEqual([
      10,
      "fob: The answer could not be written: the disk is full.\n  POST was answered 200; that answer is lost.\n",
    ]);
  });
});

describe("fob api on a terminal", () => {
  it("lays JSON out, and lets no server drive the terminal", async () => {
    const home = tempHome();
    const { env } = await at({
      "GET /json": { body: { a: ["\u001b[2J\u009b31m"] } },
      "GET /text": { body: "one\u001b]0;title\u0007\r\ntwo", type: "text/plain" },
      "GET /bytes": { body: "a\0b", type: "image/png" },
    });
    const see = async (path: string) => {
      const person = startInTerminal(["api", "GET", path], { home, env });
      return [await person.ended, person.raw()];
    };
    expect(await see("/json")).toEqual([0, '{\r\n  "a": [\r\n    "\\u001b[2J\\u009b31m"\r\n  ]\r\n}\r\n']);
    expect(await see("/text")).toEqual([0, "one\\x1b]0;title\\x07\r\ntwo\r\n"]);
    const [status, shown] = await see("/bytes");
    expect([status, shown]).toEqual([
      0,
      "The answer is 3 bytes of image/png, not shown on a terminal. Write it to a file: > FILE\r\n",
    ]);
  });
});
