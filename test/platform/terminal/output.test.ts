import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { createProgress } from "../../../src/platform/terminal/progress.ts";
import { wantsColour } from "../../../src/platform/terminal/wants-colour.ts";
import { bundle } from "../../support/bundle.ts";
import { itNeeds } from "../../support/needs.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

let program: string;
beforeAll(async () => {
  program = await bundle("test/platform/terminal/output.program.ts");
});

async function written(
  how: "whole" | "quietly" | "many",
  bytes: number,
  stdout: number | "pipe",
  read = (_: Buffer) => {},
) {
  const child = spawn(process.execPath, [program, how, String(bytes)], { stdio: ["ignore", stdout, "pipe"] });
  let told = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    told += text;
  });
  if (stdout === "pipe") child.stdout?.on("data", read);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, told };
}

describe("what is written", () => {
  it("comes whole through a pipe that is smaller, to a reader that is slow", async () => {
    const child = spawn("sh", [
      "-c",
      `"$0" "$1" whole 1000000 | (sleep 0.2; wc -c)`,
      process.execPath,
      program,
    ]);
    let count = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      count += text;
    });
    await once(child, "close");
    expect(count.trim()).toBe("1000000");
  });

  it("comes whole to a file", async () => {
    const path = join(tempFolder("fob-out-"), "out");
    expect(await written("whole", 100_000, openSync(path, "w"))).toEqual({ code: 0, told: "written" });
    expect(readFileSync(path, "utf8")).toHaveLength(100_000);
  });

  it("comes whole, text after text, in whatever characters", async () => {
    const path = join(tempFolder("fob-out-"), "out");
    expect(await written("many", 10, openSync(path, "w"))).toEqual({ code: 0, told: "written" });
    const lines = [1, 5000, 131_071, 131_072, 131_073].map((length) => `${"x".repeat(length)}é\n`);
    const runs = ["é", "€", "😀"].flatMap((character) =>
      [0, 1, 2, 3].map((pad) => "x".repeat(pad) + character.repeat(70_000)),
    );
    expect(readFileSync(path, "utf8") === [...lines, ...runs, "xxxxxxend\n"].join("")).toBe(true);
  });

  itNeeds(
    existsSync("/dev/full") ? null : "there is no /dev/full",
    "is a failure on a full disk",
    async () => {
      const full = openSync("/dev/full", "w");
      expect(await written("whole", 10, full)).toEqual({
        code: 0,
        told: "10 The answer could not be written: the disk is full. false",
      });
      expect(await written("quietly", 10, full)).toEqual({ code: 0, told: "written" });
    },
  );

  it("is a failure where but a part of it fits", async () => {
    const path = join(tempFolder("fob-out-"), "out");
    const limited = `ulimit -f 8; exec "$0" "$1" whole 100000 > "$2"`;
    const child = spawn("sh", ["-c", limited, process.execPath, program, path]);
    let told = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      told += text;
    });
    await once(child, "close");
    expect(told).toBe("10 The answer could not be written: EFBIG. false");
    expect(readFileSync(path).length).toBeLessThan(100_000);
  });

  it("tells that the reader has gone", async () => {
    const child = spawn("sh", ["-c", `"$0" "$1" whole 1000000 | true`, process.execPath, program]);
    let told = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      told += text;
    });
    await once(child, "close");
    expect(told).toBe("10 The answer could not be written: the reader has gone. true");
  });
});

describe("progress", () => {
  function world(shows = true) {
    const state = { now: 5000, written: [] as string[] };
    const progress = createProgress({
      shows,
      write: (text) => void state.written.push(text),
      nowMs: () => state.now,
    });
    return { state, progress };
  }
  const clear = "\r\u001b[2K";

  it("shows after a second, at most ten times in one, and leaves nothing behind", () => {
    const { state, progress } = world();
    for (const now of [5000, 5999, 6000, 6050, 6099, 6100, 6150]) {
      state.now = now;
      progress.show(`at ${now}`);
    }
    progress.done();
    progress.done();
    expect(state.written).toEqual([`${clear}at 6000`, `${clear}at 6100`, clear]);
  });

  it("shows what is waited for while nothing else has the line, and clears it with the last answer", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { state, progress } = world();
    const waits = [2000, 3000].map((ms) => progress.during("Waiting for a", () => sleep(ms)));
    await vi.advanceTimersByTimeAsync(2500);
    expect(state.written).toEqual([`${clear}Waiting for a`]);
    await vi.advanceTimersByTimeAsync(1000);
    await Promise.all(waits);
    expect(state.written).toEqual([`${clear}Waiting for a`, clear]);
  });

  it("what counts keeps the line, whatever is waited for meanwhile, and takes it from that", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { state, progress } = world();
    const early = progress.during("Waiting for a", () => sleep(5000));
    await vi.advanceTimersByTimeAsync(1500);
    state.now = 7000;
    progress.show("1 of 9");
    const later = progress.during("Waiting for b", () => sleep(2000));
    await vi.advanceTimersByTimeAsync(6000);
    await Promise.all([early, later]);
    expect(state.written).toEqual([`${clear}Waiting for a`, `${clear}1 of 9`]);
    progress.done();
    expect(state.written.at(-1)).toBe(clear);
  });

  it("clears nothing that was not shown, and shows nothing where nobody sees it", () => {
    for (const shows of [true, false]) {
      const { state, progress } = world(shows);
      if (!shows) state.now = 9000;
      progress.show("quick");
      progress.done();
      expect(state.written).toEqual([]);
    }
  });
});

describe("colour", () => {
  it.each<readonly [Readonly<Record<string, string>>, boolean, boolean, boolean]>([
    [{}, true, false, true],
    [{}, false, false, false],
    [{}, true, true, false],
    [{ NO_COLOR: "1" }, true, false, false],
    [{ NO_COLOR: "" }, true, false, true],
    [{ NO_COLOR: "1", FORCE_COLOR: "1" }, true, false, false],
    [{ FORCE_COLOR: "1" }, false, false, true],
    [{ FORCE_COLOR: "1" }, false, true, false],
    [{ FORCE_COLOR: "0" }, true, false, false],
    [{ FORCE_COLOR: "false" }, true, false, false],
    [{ FORCE_COLOR: "" }, false, false, false],
    [{ TERM: "dumb" }, true, false, false],
    [{ TERM: "dumb", FORCE_COLOR: "3" }, false, false, true],
  ])("with %j, on a terminal %j, with --no-color %j: %j", (env, isTerminal, flag, expected) => {
    expect(wantsColour(env, isTerminal, flag)).toBe(expected);
  });
});
