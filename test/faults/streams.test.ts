import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect } from "vitest";
import { startChild } from "../support/child.ts";
import { keyringMissing, startKeyring } from "../support/keyring.ts";
import { fault } from "./support/fault.ts";
import { typed } from "./support/shell.ts";
import { timed } from "./support/timed.ts";
import { until } from "./support/until.ts";
import { createWorld, type World } from "./support/world.ts";

interface Piped {
  readonly status: number;
  readonly stderr: string;
  readonly out: string;
}

/** Runs `fob ARGS TAIL` in a shell, as `| head -1` or `>/dev/full`; the status is fob's own. */
async function piped(world: World, args: readonly string[], tail: string): Promise<Piped> {
  const [status, stderr] = [join(world.home, "status"), join(world.home, "stderr")];
  const script = `{ ${typed(world, args)} 2>${stderr}; echo $? >${status}; } ${tail}`;
  return ended(world, script, status, stderr);
}

async function redirected(world: World, args: readonly string[], redirections: string): Promise<Piped> {
  const [status, stderr] = [join(world.home, "status"), join(world.home, "stderr")];
  return ended(
    world,
    `${typed(world, args)} 2>${stderr} ${redirections}; echo $? >${status}`,
    status,
    stderr,
  );
}

async function ended(world: World, script: string, status: string, stderr: string): Promise<Piped> {
  const shell = spawn("sh", ["-c", script], { env: world.env, stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  shell.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  await once(shell, "close");
  return {
    status: Number(readFileSync(status, "utf8")),
    stderr: existsSync(stderr) ? readFileSync(stderr, "utf8") : "",
    out,
  };
}

async function loggedIn(sessions = 0): Promise<World> {
  const world = await createWorld();
  await world.login("productive");
  world.sandbox.addSessions(sessions);
  return world;
}

describe("a reader that goes", () => {
  for (const flags of [[], ["--json"], ["--jsonl"]]) {
    fault(`sessions list ${flags.join("")} | head`, "a quiet end, exit 0", async () => {
      const world = await loggedIn(1500);
      const { status, stderr, out } = await piped(world, ["sessions", "list", ...flags], "| head -c 10");
      expect([status, stderr, out.length]).toEqual([0, "", 10]);
    });
  }
});

describe("streams that are closed", () => {
  const list = ["sessions", "list", "--json"];

  fault("stdout is closed", "no stack trace, exit 0 or 10", async () => {
    const world = await loggedIn();
    const { status, stderr } = await redirected(world, list, ">&-");
    expect([0, 10]).toContain(status);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  fault("stderr is closed", "the answer is whole, exit 0", async () => {
    const world = await loggedIn();
    const { status, out } = await redirected(world, list, "2>&-");
    expect([status, JSON.parse(out).schema]).toEqual([0, "fob.sessions.list/v1"]);
  });

  fault("stderr is closed and the command fails", "the status is the same, exit 2", async () => {
    const world = await loggedIn();
    expect(await redirected(world, ["sessions", "list", "-p", "none"], "2>&-")).toMatchObject({
      status: 2,
      out: "",
    });
  });

  fault("stdin is closed", "what needs none works, exit 0; what needs it says so, exit 2", async () => {
    const world = await loggedIn();
    expect(await redirected(world, list, "<&-")).toMatchObject({ status: 0 });
    const { args } = world.loginArgs("productive", "other");
    const { status, stderr, out } = await redirected(world, args, "<&-");
    expect([status, out, stderr]).toEqual([2, "", expect.stringMatching(/^fob: .*password/i)]);
    return 2;
  });
});

describe("an answer that cannot be written", () => {
  fault("stdout is a full disk", "said on stderr, exit 10", async () => {
    const world = await loggedIn();
    for (const args of [
      ["sessions", "list"],
      ["whoami", "--json"],
      ["token", "print"],
    ]) {
      const { status, stderr } = await redirected(world, args, ">/dev/full");
      expect([status, stderr]).toEqual([10, expect.stringContaining("the disk is full")]);
    }
    return 3;
  });

  const losses: readonly [string, string, readonly string[]][] = [
    ["a minted token meets a full disk", ">/dev/full", []],
    ["a minted token meets a full disk, with --json", ">/dev/full", ["--json"]],
    ["a minted token meets a closed pipe", "| true", []],
    ["a minted token meets a closed pipe, with --json", "| true", ["--json"]],
  ];
  for (const [what, tail, flags] of losses) {
    fault(what, "it is revoked again, and its id on stderr; exit 10", async () => {
      const world = await loggedIn();
      const before = new Set(world.sandbox.sessionIds());
      const mint = ["token", "machine", "--name", "lost", ...flags];
      const run = tail.startsWith("|") ? piped : redirected;
      // The reader has to be gone before the answer comes.
      world.sandbox.fail("productive", {
        match: { method: "POST" },
        how: { status: 429, headers: { "retry-after": "1" } },
      });
      const { status, stderr } = await run(world, mint, tail);
      expect([status, stderr]).toEqual([
        10,
        expect.stringMatching(/The token \d+ lost was revoked again; nothing is left of it\./),
      ]);
      expect(world.sandbox.sessionIds().filter((one) => !before.has(one))).toEqual([]);
    });
  }
});

describe("a second signal", () => {
  fault(
    "Ctrl-C twice while a keychain is silent",
    "the second ends it at once, exit 130",
    async () => {
      const keyring = await startKeyring();
      try {
        const world = await createWorld({}, { ...keyring.env, FOB_STORE: "keychain" });
        await world.login("productive");
        process.kill(keyring.keyringPid, "SIGSTOP");
        const child = startChild(world.command(["whoami"]), world.env);
        // Node catches SIGINT from its start on, to reset the terminal; SIGHUP is caught by nobody but fob.
        await until("fob listens to signals", () => catches(child.pid, 1));
        child.process.kill("SIGINT");
        await pause(100);
        const { value, ms } = await timed(() => {
          child.process.kill("SIGINT");
          return child.ended;
        });
        expect(value).toMatchObject({ code: 130, out: "" });
        expect(ms).toBeLessThan(1000);
      } finally {
        await keyring.stop();
      }
    },
    { missing: keyringMissing() },
  );
});

/** Whether the process has a handler for the signal (proc(5), SigCgt). */
function catches(pid: number, signal: number): boolean {
  const mask = /^SigCgt:\t(\w+)/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1] ?? "0";
  return (BigInt(`0x${mask}`) >> BigInt(signal - 1)) % 2n === 1n;
}
