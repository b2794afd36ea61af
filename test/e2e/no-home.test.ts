import { spawn } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ProviderId } from "../../src/sandbox/index.ts";
import { programForAnyone } from "../support/built-program.ts";
import { itNeeds, without } from "../support/needs.ts";
import { noStrace } from "../support/strace.ts";
import { createWorld, type World, withWorld } from "./world.ts";

/** All that a login of the environment is asked to do, and how it ends; no home, no store, no variable besides. */
const commands: readonly (readonly [readonly string[], number])[] = [
  [["whoami"], 0],
  [["whoami", "--offline"], 0],
  [["sessions", "list"], 0],
  [["sessions", "revoke", "--others", "--dry-run"], 0],
  [["token", "print"], 0],
  [["token", "machine", "--name", "ci"], 0],
  [["exec", "--", "true"], 0],
  [["logout"], 13],
  [["logout", "--local-only"], 13],
  [["otp", "verify"], 2],
  [["login", "productive"], 2],
];

async function envOf(world: World, provider: ProviderId = "productive") {
  await world.login(provider);
  return {
    FOB_TOKEN: (await world.fob(["token", "print"])).stdout.trim(),
    FOB_PROVIDER: provider,
    FOB_BASE_URL: world.sandbox.url(provider),
  };
}

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

const program = programForAnyone();

/** The program below another one, with these variables and PATH alone. */
function run(
  wrapper: readonly string[],
  args: readonly string[],
  env: Record<string, string>,
): Promise<Ended> {
  const [file = "", ...words] = [...wrapper, ...program, ...args];
  const child = spawn(file, words, {
    env: { PATH: process.env.PATH, ...env },
    cwd: "/",
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.err += text;
  });
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, ...said })));
}

const places: readonly (readonly [string, string | null, readonly string[], Record<string, string>])[] = [
  ["without HOME", null, [], {}],
  ["with an empty HOME", null, [], { HOME: "" }],
  [
    "as a user whom the system does not know",
    process.getuid?.() === 0 ? without(["setpriv", "--version"]) : "only root can become another user",
    ["setpriv", "--reuid", "54321", "--regid", "54321", "--clear-groups"],
    {},
  ],
  [
    "on a file system that is read-only as a whole",
    without(["unshare", "-rm", "sh", "-c", "mount -o remount,bind,ro /"], "unshare -rm and mount"),
    [
      "unshare",
      "-rm",
      "sh",
      "-c",
      'mount -o remount,bind,ro / && ! touch /tmp/fob-no 2>&- && exec "$@"',
      "sh",
    ],
    { HOME: "/root" },
  ],
];

describe.concurrent("FOB_TOKEN is a whole login", () => {
  for (const [where, missing, wrapper, more] of places) {
    itNeeds(missing, `${where}: every command answers as it would elsewhere`, () =>
      withWorld(async (world) => {
        const env = { ...(await envOf(world)), ...more };
        const ended = [];
        for (const [args] of commands) ended.push([args, (await run(wrapper, args, env)).status]);
        expect(ended).toEqual(commands);
        const { out } = await run(wrapper, ["whoami", "--json"], env);
        expect(JSON.parse(out).data).toMatchObject({
          state: "active",
          verified: true,
          source: "env",
          chosen_by: "FOB_TOKEN",
          profile: null,
        });
        expect(world.sandbox.violations()).toEqual([]);
      }),
    );
  }

  it("in a home that nobody can write to, for whom a profile would have to be stored: 10", async (test) => {
    const world = await createWorld(test);
    const { FOB_TOKEN: _, ...env } = await envOf(world);
    const { status, err } = await run([], ["whoami"], env);
    expect([status, err.split("\n")[0]]).toEqual([
      10,
      "fob: There is no home folder for fob's files: HOME is missing or not absolute.",
    ]);
  });

  itNeeds(noStrace, "that opens nothing for writing and puts the token in no argv", () =>
    withWorld(async (world) => {
      const env = { ...(await envOf(world)), HOME: world.home };
      const before = world.files();
      const log = join(world.home, "strace.log");
      const trace = "trace=/^(open|creat|mkdir|rename|unlink|link|symlink|.*chmod|.*truncate|exec)";
      const wrapper = ["strace", "-f", "-qq", "-s", "4096", "-e", trace, "-o", log];
      for (const args of [
        ["whoami"],
        ["sessions", "list"],
        ["token", "print"],
        ["exec", "--mask", "--", "env"],
      ]) {
        expect((await run(wrapper, args, env)).status).toBe(0);
        const lines = readFileSync(log, "utf8").split("\n");
        const started = lines.filter((line) => line.includes("execve("));
        expect(started.length).toBeGreaterThan(args[0] === "exec" ? 1 : 0);
        expect(started.join("\n")).not.toContain(env.FOB_TOKEN);
        const changing =
          /O_WRONLY|O_RDWR|O_CREAT|(creat|mkdir\w*|rename\w*|unlink\w*|link\w*|chmod\w*|truncate)\(/;
        const changes = lines.filter((line) => changing.test(line) && !/readlink|"\/(dev|proc)\//.test(line));
        expect(changes).toEqual([]);
        chmodSync(log, 0o600);
      }
      const { "strace.log": __, ...after } = world.files();
      expect(after).toEqual(before);
    }),
  );
});
