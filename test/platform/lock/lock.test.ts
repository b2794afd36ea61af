import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FobError, isFobError } from "../../../src/core/errors.ts";
import { createLock } from "../../../src/platform/lock/lock.ts";
import type { ProcessId } from "../../../src/platform/process-id.ts";
import { thisProcess } from "../../../src/platform/process-id.ts";
import { fakeClock } from "../../support/fake-clock.ts";
import { refusalOf } from "../../support/refusal.ts";
import { realLock } from "./real-lock.ts";

let dir: string;
let file: string;
const me = thisProcess();
const nonce = "0123456789abcdef01234567";

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "fob-lock-"));
  mkdirSync(join(dir, "locks"), { mode: 0o700 });
  file = join(dir, "locks", "work.lock");
});
afterEach(() => rmSync(dir, { recursive: true }));

function plant(change: Partial<ProcessId> & Record<string, unknown>): void {
  writeFileSync(file, JSON.stringify({ v: 1, ...me, nonce, ...change }), { mode: 0o600 });
}

describe("a holder that is dead by evidence is replaced at once (C7)", () => {
  it.each([
    ["its pid is nobody's", { pid: 2 ** 22 + 1 }],
    ["its pid is another process's now, which started at another time", { start: "1" }],
    ["it held before this machine was started again", { boot: "00000000-0000-0000-0000-000000000000" }],
  ])("%s", async (_, change) => {
    plant(change);
    const seen = await realLock(dir, 0).hold("work", async () => JSON.parse(readFileSync(file, "utf8")));
    expect(seen).toEqual({ v: 1, ...me, nonce: expect.stringMatching(/^[0-9a-f]{24}$/) });
    expect(seen.nonce).not.toBe(nonce);
    expect(readdirSync(join(dir, "locks"))).toEqual([]);
  });

  it("and so is one that died while it replaced another", async () => {
    plant({ pid: 2 ** 22 + 1 });
    const breaker = "f".repeat(24);
    const dead = JSON.stringify({ v: 1, ...me, pid: 2 ** 22 + 2, nonce: breaker });
    writeFileSync(`${file}.${nonce}`, dead);
    writeFileSync(`${file}.${nonce}.${breaker}`, dead);
    expect(await realLock(dir, 0).hold("work", async () => "in")).toBe("in");
    expect(readdirSync(join(dir, "locks"))).toEqual([]);
  });
});

describe("a holder that may live is never robbed (C7)", () => {
  const advice = `If no other fob is running, remove FILE and run the same command again.`;
  const later = "Run the same command again when it has finished.";
  const rows: [string, () => void, string, string][] = [
    [
      "this process, in another task",
      () => plant({}),
      `Waited too long for another fob (process ${process.pid}) to finish with work.`,
      later,
    ],
    [
      "a live process whose start nobody wrote down",
      () => plant({ start: null }),
      `Waited too long for another fob (process ${process.pid}) to finish with work.`,
      later,
    ],
    [
      "a process of another host",
      () => plant({ host: "else\u001bwhere", pid: 2 ** 22 + 1, boot: "other" }),
      `work is locked by process ${2 ** 22 + 1} on else\\x1bwhere.`,
      advice,
    ],
    [
      "a process of another pid namespace",
      () => plant({ pidNamespace: "pid:[1]", pid: 2 ** 22 + 1 }),
      `work is locked by process ${2 ** 22 + 1} of another container.`,
      advice,
    ],
    ["nothing", () => writeFileSync(file, ""), "work is locked by a lock file that cannot be read.", advice],
    [
      "garbage",
      () => writeFileSync(file, "\u0000{"),
      "work is locked by a lock file that cannot be read.",
      advice,
    ],
    [
      "half of one",
      () => writeFileSync(file, `{"v":1,"pid":`),
      "work is locked by a lock file that cannot be read.",
      advice,
    ],
    ["a newer one", () => plant({ v: 2 }), "work is locked by a lock file that cannot be read.", advice],
    [
      "a pid that is a group",
      () => plant({ pid: -1 }),
      "work is locked by a lock file that cannot be read.",
      advice,
    ],
    ["pid 0", () => plant({ pid: 0 }), "work is locked by a lock file that cannot be read.", advice],
    [
      "a nonce that is a path",
      () => plant({ nonce: "../x" }),
      "work is locked by a lock file that cannot be read.",
      advice,
    ],
    ["a folder", () => mkdirSync(file), "work is locked by a lock file that cannot be read.", advice],
  ];
  it.each(rows)("%s", async (_, put, message, hint) => {
    put();
    const before = readdirSync(join(dir, "locks"));
    const error: unknown = await realLock(dir, 20)
      .hold("work", async () => "in")
      .catch((thrown: unknown) => thrown);
    if (!isFobError(error)) throw error;
    expect([error.code, error.exit, error.message]).toEqual(["lock_timeout", 11, message]);
    expect(error.details).toMatchObject({ hint: hint.replace("FILE", file), retryable: true });
    expect(readdirSync(join(dir, "locks"))).toEqual(before);
  });

  it.each(["2099-01-01", "1970-01-02"])("however the file is dated (%s)", async (date) => {
    plant({});
    utimesSync(file, new Date(date), new Date(date));
    expect((await refusalOf(realLock(dir, 20).hold("work", async () => "in")))[0]).toBe("lock_timeout");
    plant({ pid: 2 ** 22 + 1 });
    utimesSync(file, new Date(date), new Date(date));
    expect(await realLock(dir, 0).hold("work", async () => "in")).toBe("in");
  });
});

describe("holding", () => {
  it("excludes the tasks of one process", async () => {
    let [inside, most, total] = [0, 0, 0];
    const lock = realLock(dir);
    const tasks = Array.from({ length: 10 }, () =>
      lock.hold("work", async () => {
        most = Math.max(most, ++inside);
        await pause(2);
        inside--;
        total++;
      }),
    );
    await Promise.all(tasks);
    expect([most, total]).toEqual([1, 10]);
  });

  it("is per name", async () => {
    const lock = realLock(dir, 0);
    const names = await lock.hold("a", () =>
      lock.hold("A.lock", () => lock.hold("u@h-1_x", async () => readdirSync(join(dir, "locks")))),
    );
    expect([...names].sort()).toEqual(["A.lock.lock", "a.lock", "u@h-1_x.lock"]);
  });

  it("ends when the work throws, and passes its error on", async () => {
    const lock = realLock(dir, 0);
    const failure = new FobError("network", "no route");
    await expect(lock.hold("work", () => Promise.reject(failure))).rejects.toBe(failure);
    expect(await lock.hold("work", async () => "again")).toBe("again");
  });

  it("clears away what died in a take-over of the same lock, before the work begins", async () => {
    writeFileSync(`${file}.${nonce}`, "");
    expect(await realLock(dir).hold("other", async () => readdirSync(join(dir, "locks")).length)).toBe(2);
    expect(await realLock(dir).hold("work", async () => readdirSync(join(dir, "locks")))).toEqual([
      "work.lock",
    ]);
  });

  it("does not give back what another has made of the lock", async () => {
    await realLock(dir).hold("work", async () => plant({ nonce: "e".repeat(24) }));
    expect(JSON.parse(readFileSync(file, "utf8")).nonce).toBe("e".repeat(24));
  });

  it.each(["", "a/b", "..\\x", "a b", "é"])("takes no name like %j", async (name) => {
    expect(await refusalOf(realLock(dir).hold(name, async () => {}))).toEqual([
      "bug",
      1,
      `No lock can be named ${name}.`,
    ]);
  });

  it.each(["work.lock", "."])("refuses a symbolic link at %s (F7)", async (at) => {
    rmSync(join(dir, "locks"), { recursive: true });
    mkdirSync(join(dir, "other"), { mode: 0o700 });
    if (at === ".") symlinkSync(join(dir, "other"), join(dir, "locks"));
    else {
      mkdirSync(join(dir, "locks"), { mode: 0o700 });
      symlinkSync(join(dir, "other", "target"), join(dir, "locks", at));
    }
    expect((await refusalOf(realLock(dir).hold("work", async () => {}))).slice(0, 2)).toEqual([
      "unsafe_file",
      13,
    ]);
    expect(readdirSync(join(dir, "other"))).toEqual([]);
  });
});

describe("waiting", () => {
  function waitWith(remainingMs: number, random = 0) {
    const { signal } = new AbortController();
    const clock = fakeClock();
    const budget = {
      remainingMs: () => remainingMs,
      signal,
      pausedDuring: <T>(work: () => Promise<T>) => work(),
      progressed: () => {},
    };
    return { clock, lock: createLock({ configDir: dir, clock, budget, random: () => random }) };
  }

  it("pauses 5 ms, then longer, never above 400, with half of it jitter, and ends after 20 s", async () => {
    plant({});
    const { clock, lock } = waitWith(Number.POSITIVE_INFINITY);
    expect((await refusalOf(lock.hold("work", async () => {})))[0]).toBe("lock_timeout");
    expect(clock.slept.slice(0, 5)).toEqual([2.5, 3.75, 5.625, 8.4375, 12.65625]);
    expect(Math.max(...clock.slept)).toBe(200);
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(20_000);
  });

  it("pauses longer by chance, up to twice as long", async () => {
    plant({});
    const { clock, lock } = waitWith(20, 0.5);
    expect((await refusalOf(lock.hold("work", async () => {})))[0]).toBe("lock_timeout");
    expect(clock.slept).toEqual([3.75, 5.625, 8.4375, 2.1875]);
  });

  it.each([
    ["20 s for each holder in turn", Number.POSITIVE_INFINITY, 35_000],
    ["but never beyond the command's time", 30_000, 30_000],
    ["or two thirds of a command's time that is longer", 90_000, 75_000],
  ])("lasts %s", async (_, remainingMs, expected) => {
    plant({});
    const { clock, lock } = waitWith(remainingMs);
    const { sleep } = clock;
    const next = "fedcba9876543210fedcba98";
    let waited = 0;
    Object.assign(clock, {
      sleep: async (ms: number) => {
        if (waited < 15_000 && waited + ms >= 15_000) plant({ nonce: next });
        waited += ms;
        await sleep(ms);
      },
    });
    expect((await refusalOf(lock.hold("work", async () => {})))[0]).toBe("lock_timeout");
    expect(Math.abs(waited - expected)).toBeLessThan(400);
  });

  it("ends with the command's time", async () => {
    plant({});
    const { clock, lock } = waitWith(100);
    expect((await refusalOf(lock.hold("work", async () => {})))[0]).toBe("lock_timeout");
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(100);
  });

  it("ends when the command is interrupted", async () => {
    plant({});
    const stop = new AbortController();
    const waiting = realLock(dir, 20_000, stop.signal).hold("work", async () => {});
    stop.abort(new FobError("interrupted", "stopped"));
    await expect(waiting).rejects.toThrow();
    expect(JSON.parse(readFileSync(file, "utf8")).nonce).toBe(nonce);
  });
});
