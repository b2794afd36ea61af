import { appendFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "../../support/bundle.ts";
import { startChild } from "../../support/child.ts";
import { logWorld, printed } from "./world.ts";

let program: string;
beforeAll(async () => {
  program = await bundle("test/platform/audit/write.program.ts");
});
afterAll(() => rmSync(join(program, ".."), { recursive: true }));

const start = (...args: readonly string[]) => startChild([process.execPath, program, ...args]);

describe("writers at the same time", () => {
  it("make one chain of 6 times 20 records, over many files, and lose none", async () => {
    const world = logWorld();
    const ends = await Promise.all(
      Array.from({ length: 6 }, () => start(world.configDir, "write", "20", "3000").ended),
    );
    expect(ends.map(({ code, err }) => [code, err])).toEqual(ends.map(() => [0, ""]));
    expect(world.log.check(null)).toMatchObject({ records: 120, problems: [], gaps: [] });
    expect(world.names().length).toBeGreaterThan(8);
    const ids = [...world.log.records()].map(({ record }) => record.ids[0]);
    expect(new Set(ids).size).toBe(120);
  }, 60_000);

  it("find their turn with their usual patience, fifty at once", async () => {
    const world = logWorld();
    const ends = await Promise.all(
      Array.from({ length: 50 }, () => start(world.configDir, "crowd", "5").ended),
    );
    expect(ends.map(({ code, err }) => [code, err])).toEqual(ends.map(() => [0, ""]));
    expect(world.log.check(null)).toMatchObject({ records: 250, problems: [], gaps: [] });
    expect(world.names()).toEqual(["000001.jsonl", "head"]);
  }, 60_000);

  it("keep the chain whole when each is killed at any moment; what was told as written is there", async () => {
    const world = logWorld();
    await world.prints(1);
    const told: string[] = [];
    for (let n = 0; n < 12; n++) {
      const [killed, other] = [
        start(world.configDir, "write", "100000"),
        start(world.configDir, "write", "10"),
      ];
      await killed.says(`wrote ${n * 3}`);
      killed.process.kill("SIGKILL");
      const ends = await Promise.all([killed.ended, other.ended]);
      for (const [at, { out }] of ends.entries()) {
        const pid = [killed, other][at]?.pid;
        for (const line of out.split("\n").slice(0, -1)) told.push(`${pid}-${line.slice("wrote ".length)}`);
      }
    }
    const { problems, records } = world.log.check(null);
    expect(problems).toEqual([]);
    expect(records).toBeGreaterThanOrEqual(told.length);
    const there = new Set([...world.log.records()].flatMap(({ record }) => record.ids));
    expect(told.filter((id) => !there.has(id))).toEqual([]);
  }, 120_000);

  it("take the turn of one that died in it, all at once", async () => {
    const world = logWorld();
    await world.prints(1);
    for (let n = 0; n < 5; n++) {
      const dead = start(world.configDir, "hold");
      await dead.says("held");
      dead.process.kill("SIGKILL");
      await dead.ended;
      const ends = await Promise.all(
        Array.from({ length: 5 }, () => start(world.configDir, "write", "2").ended),
      );
      expect(ends.map(({ code, err }) => [code, err])).toEqual(ends.map(() => [0, ""]));
    }
    expect(world.log.check(null)).toMatchObject({ records: 51, problems: [], gaps: [] });
    expect(world.names()).toEqual(["000001.jsonl", "head"]);
  }, 60_000);

  it("write what comes in bulk together, in its order", async () => {
    const world = logWorld();
    const { code, err } = await start(world.configDir, "later", "1000").ended;
    expect([code, err]).toEqual([0, ""]);
    expect(world.log.check(null)).toMatchObject({ records: 1000, problems: [], gaps: [] });
    const ids = [...world.log.records()].map(({ record }) => record.ids[0]?.split("-")[1]);
    expect(ids).toEqual(Array.from({ length: 1000 }, (_, n) => String(n)));
  });
});

describe("what could not be written", () => {
  it("is said, and told in the log when that can be written to again", async () => {
    const world = logWorld({ patienceMs: 30 });
    await world.prints(1);
    const holder = start(world.configDir, "hold");
    await holder.says("held");
    await world.prints(2);
    await world.audit.record(printed, printed);
    expect(world.warnings.map(({ code, message }) => [code, message.replace(world.folder, "LOG")])).toEqual([
      ["audit_gap", "This is missing from the audit log. Cannot write to LOG: it is in use."],
      ["audit_gap", "This is missing from the audit log. Cannot write to LOG: it is in use."],
      ["audit_gap", "2 records are missing from the audit log. Cannot write to LOG: it is in use."],
    ]);
    holder.process.kill("SIGKILL");
    await holder.ended;
    await world.prints(1);
    const [, gap] = world.lines().map((line) => JSON.parse(line));
    expect(gap).toMatchObject({ seq: 2, action: "gap", result: "missed", count: 4, profile: null });
    expect(world.log.check(null)).toMatchObject({
      records: 3,
      problems: [],
      gaps: [{ line: 2, message: `4 records could not be written (since ${gap.time}).` }],
    });
    await world.prints(1);
    expect(world.lines().length).toBe(4);
  });

  it("leaves no half record where the file may not grow, and is told afterwards", async () => {
    const world = logWorld();
    await world.prints(3);
    const { size } = { size: Buffer.byteLength(`${world.lines().join("\n")}\n`) };
    const limited = startChild([
      ...["prlimit", `--fsize=${size + 100}`, process.execPath, program],
      ...[world.configDir, "write", "2"],
    ]);
    const { code, err } = await limited.ended;
    expect(code).toBe(0);
    expect(err.replaceAll(world.folder, "LOG")).toBe(
      "This is missing from the audit log. Cannot write to LOG: it would be larger than the limit for files.\n".repeat(
        2,
      ),
    );
    expect(world.log.check(null)).toMatchObject({ records: 3, problems: [], gaps: [] });
    await world.prints(1);
    expect(world.log.check(null)).toMatchObject({ records: 5, problems: [] });
    expect(JSON.parse(world.lines()[3] ?? "")).toMatchObject({ action: "gap", result: "missed", count: 2 });
  });

  it("is a line cut short by a death, which the next record tells of", async () => {
    const world = logWorld();
    await world.prints(2);
    appendFileSync(world.path(), '{"v":1,"seq":3,"ti');
    expect(world.log.check(null)).toMatchObject({
      problems: [],
      gaps: [{ line: 3, message: "This line was cut short while it was written." }],
    });
    await world.prints(1);
    expect(world.log.check(null)).toMatchObject({ records: 4, problems: [], gaps: [{ line: 4 }] });
    expect(world.lines().map((line) => line.slice(0, 18))).toEqual([
      '{"v":1,"seq":1,"ti',
      '{"v":1,"seq":2,"ti',
      '{"v":1,"seq":3,"ti',
      '{"v":1,"seq":3,"ti',
      '{"v":1,"seq":4,"ti',
    ]);
  });

  it("is nothing where a process died before it wrote the head, and the head's loss is told", async () => {
    const world = logWorld();
    await world.prints(2);
    const { head } = world.log.check(null);
    const line = JSON.stringify({ ...JSON.parse(world.lines()[1] ?? ""), seq: 3, prev: head });
    appendFileSync(world.path(), `${line}\n`);
    await world.prints(1);
    expect(world.log.check(null)).toMatchObject({ records: 4, problems: [], gaps: [] });
    truncateSync(world.path("head"), 0);
    await world.prints(1);
    expect(world.log.check(null)).toMatchObject({ records: 6, problems: [], gaps: [{ line: 5 }] });
  });
});

describe("a log that is not ours to write", () => {
  it.each(["000001.jsonl", "head"])("is left alone where %s is a link to elsewhere", async (name) => {
    const world = logWorld();
    await world.prints(1);
    const elsewhere = join(world.configDir, "elsewhere");
    writeFileSync(elsewhere, "mine");
    rmSync(world.path(name));
    symlinkSync(elsewhere, world.path(name));
    await world.prints(1);
    expect(world.warnings.map(({ code }) => code)).toEqual(["audit_gap"]);
  });
});
