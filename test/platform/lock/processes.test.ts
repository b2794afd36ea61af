import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bundle } from "../../support/bundle.ts";
import type { Child } from "../../support/child.ts";
import { startChild } from "../../support/child.ts";
import { itNeeds } from "../../support/needs.ts";
import { refusalOf } from "../../support/refusal.ts";
import type { Call } from "../../support/strace.ts";
import { noStrace, withFault } from "../../support/strace.ts";
import { realLock } from "./real-lock.ts";

const nothing = async (): Promise<void> => {};
let program: string;
let dir: string;
let children: Child[];

beforeAll(async () => {
  program = await bundle("test/platform/lock/hold.program.ts");
});
afterAll(() => rmSync(join(program, ".."), { recursive: true }));
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "fob-lock-"));
  children = [];
  writeFileSync(join(dir, "count"), "0");
});
afterEach(async () => {
  for (const child of children) child.process.kill("SIGKILL");
  await Promise.all(children.map((child) => child.ended));
  rmSync(dir, { recursive: true });
});

function start(...args: readonly string[]): Child {
  const child = startChild([process.execPath, program, ...args]);
  children.push(child);
  return child;
}

async function startAll(count: number, ...args: readonly string[]): Promise<void> {
  const ends = await Promise.all(Array.from({ length: count }, () => start(...args).ended));
  expect(ends.map(({ code, err }) => ({ code, err }))).toEqual(ends.map(() => ({ code: 0, err: "" })));
}

function locks(): readonly string[] {
  return readdirSync(join(dir, "locks"));
}

describe("processes at one lock", () => {
  it("lose no count of 6 times 20 (C5)", async () => {
    await startAll(6, "add", dir, "20");
    expect(readFileSync(join(dir, "count"), "utf8")).toBe("120");
    expect(locks()).toEqual([]);
  });

  it("are never two inside, though each of 96 holders leaves a dead lock to those who want it (C9)", async () => {
    await startAll(8, "die", dir, "3");
    expect(readFileSync(join(dir, "count"), "utf8")).toBe("96");
    await realLock(dir).hold("work", nothing);
    expect(locks()).toEqual([]);
  }, 60_000);

  it("heal at once from a holder that was killed (C6)", async () => {
    const holder = start("hold", dir);
    await holder.says("held");
    process.kill(holder.pid, "SIGKILL");
    await realLock(dir, 1000).hold("work", nothing);
    expect((await holder.ended).signal).toBe("SIGKILL");
    expect(locks()).toEqual([]);
  });

  itNeeds(
    existsSync("/proc/self/stat") ? null : "there is no /proc",
    "heal from one whose parent never asks how it ended",
    async () => {
      const script = `"$0" "$1" hold "$2" <&3 & echo "pid $!"; exec sleep 30`;
      const parent = startChild(["sh", "-c", `exec 3<&0; ${script}`, process.execPath, program, dir]);
      children.push(parent);
      await parent.says("held");
      const held = JSON.parse(readFileSync(join(dir, "locks", "work.lock"), "utf8"));
      process.kill(held.pid, "SIGKILL");
      await realLock(dir).hold("work", nothing);
      expect(readFileSync(`/proc/${held.pid}/stat`, "latin1")).toMatch(/\) Z /);
    },
  );

  it("wait for a stopped holder, and go on when it has finished", async () => {
    const holder = start("hold", dir);
    await holder.says("held");
    process.kill(holder.pid, "SIGSTOP");
    const why = `Waited too long for another fob (process ${holder.pid}) to finish with work.`;
    expect(await refusalOf(realLock(dir, 300).hold("work", nothing))).toEqual(["lock_timeout", 11, why]);
    process.kill(holder.pid, "SIGCONT");
    const waiting = realLock(dir).hold("work", async () => "in");
    holder.send("done");
    expect(await waiting).toBe("in");
    expect(await holder.ended).toMatchObject({ code: 0 });
    expect(locks()).toEqual([]);
  });
});

describe("a process that is killed at a system call on its way into a lock and out (C6)", () => {
  const least: [Call, number][] = [
    ["open", 5],
    ["write", 1],
    ["fsync", 1],
    ["link", 1],
    ["unlink", 2],
    ["close", 5],
    ["mkdir", 1],
  ];
  for (const [call, count] of least) {
    itNeeds(noStrace, `${call}: the next one is in at once, and nothing is left`, async () => {
      const killed = await killAtEach(call, () => {});
      expect(killed).toBeGreaterThanOrEqual(count);
    });
  }

  for (const [call, count] of [
    ["link", 1],
    ["rename", 1],
    ["unlink", 4],
    ["fsync", 2],
  ] as [Call, number][]) {
    itNeeds(noStrace, `${call}, while it takes over a dead lock: the same`, async () => {
      const killed = await killAtEach(call, () => {
        const holder = start("hold", dir);
        return holder.says("held").then(async () => {
          holder.process.kill("SIGKILL");
          await holder.ended;
        });
      });
      expect(killed).toBeGreaterThanOrEqual(count);
    });
  }
});

async function killAtEach(call: Call, prepare: () => Promise<void> | void): Promise<number> {
  for (let k = 1; ; k++) {
    rmSync(join(dir, "locks"), { recursive: true, force: true });
    await prepare();
    const end = await withFault([process.execPath, program, "once", dir], call, "signal=KILL", k);
    // With no time to wait, the first try must do.
    await realLock(dir, 0).hold("work", nothing);
    expect(locks()).toEqual([]);
    if (end.signal === null) {
      expect(end).toMatchObject({ code: 0, err: "" });
      return k - 1;
    }
  }
}
