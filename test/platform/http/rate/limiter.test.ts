import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { RateLimits } from "../../../../src/core/rate-limit.ts";
import { createLimiter, type LimiterWorld } from "../../../../src/platform/http/rate/limiter.ts";
import { told } from "../../../support/fake-app.ts";
import { fakeClock } from "../../../support/fake-clock.ts";

const origin = "https://api.example.com";
const limits: RateLimits = { short: { count: 3, ms: 1000 }, long: { count: 400, ms: 1_800_000 } };

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "fob-rate-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "config");
}

function world(configDir: string, remainingMs = 60_000) {
  const clock = fakeClock();
  const lines: string[] = [];
  const made: LimiterWorld = {
    clock,
    budget: {
      remainingMs: () => remainingMs,
      signal: new AbortController().signal,
      pausedDuring: (work) => work(),
      progressed: () => {},
    },
    configDir: () => configDir,
    trace: (line) => void lines.push(line),
    nowMs: () => clock.monotonicMs(),
  };
  return { world: made, clock, lines };
}

describe("the limiter", () => {
  it("counts what other processes have sent", async () => {
    const folder = newFolder();
    const [one, other] = [world(folder), world(folder)];
    const [take, takeToo] = [one, other].map((each) => createLimiter(each.world, origin, limits));
    for (let n = 0; n < 2; n++) (await take?.())?.();
    (await takeToo?.())?.();
    expect([one.clock.slept, other.clock.slept]).toEqual([[], []]);
    (await takeToo?.())?.();
    expect(other.clock.slept).toEqual([1020]);
  });

  it("counts by origin", async () => {
    const folder = newFolder();
    const { world: made, clock } = world(folder);
    for (const at of ["https://a.example", "https://b.example"]) {
      const take = createLimiter(made, at, limits);
      for (let n = 0; n < 3; n++) (await take())();
    }
    expect(clock.slept).toEqual([]);
  });

  it("keeps its files to the user, and what another has left broken from harming", async () => {
    const folder = newFolder();
    const { world: made, clock } = world(folder);
    const take = createLimiter(made, origin, limits);
    (await take())();
    const rate = join(folder, "rate");
    const names = readdirSync(rate);
    expect(names.map((name) => statSync(join(rate, name)).mode & 0o777)).toEqual(names.map(() => 0o600));
    for (const name of names)
      writeFileSync(join(rate, name), "+torn\n\0\0\n+xxxxxxxx zzzzzzzzzzz\n", { flag: "a" });
    for (let n = 0; n < 2; n++) (await take())();
    expect(clock.slept.every((ms) => ms <= 2020)).toBe(true);
    const text = names.map((name) => readFileSync(join(rate, name), "latin1")).join("");
    expect(text.match(/^[+-][\w-]{8} \w{8}$/gm)).toHaveLength(6);
  });

  it.each([0o000, 0o377])(
    "shares its files with the user's next process, whatever the umask: %o",
    async (mask) => {
      const folder = newFolder();
      const former = process.umask(mask);
      onTestFinished(() => void process.umask(former));
      await createLimiter(world(folder).world, origin, limits)();
      const rate = join(folder, "rate");
      const modes = () => readdirSync(rate).map((name) => statSync(join(rate, name)).mode & 0o777);
      expect(new Set(modes())).toEqual(new Set([0o600]));
      for (const name of readdirSync(rate)) chmodSync(join(rate, name), 0o644);
      await createLimiter(world(folder).world, origin, limits)();
      expect(new Set(modes())).toEqual(new Set([0o600]));
    },
  );

  it("ends at once, with the time, where the wait is longer than the command may take", async () => {
    const folder = newFolder();
    const { world: made, clock } = world(folder, 500);
    const take = createLimiter(made, origin, limits);
    for (let n = 0; n < 3; n++) (await take())();
    expect(await told(take())).toEqual({
      code: "rate_limited",
      exit: 8,
      message: "https://api.example.com allows the next request in 2 s.",
      hint: "Wait that long, or allow it with --timeout. Other runs of fob on this machine count too.",
    });
    expect(clock.slept).toEqual([]);
  });

  it("counts alone where nothing can be written, and says so in the trace", async () => {
    const folder = newFolder();
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(join(folder, "rate"), "no folder");
    const { world: made, clock, lines } = world(folder);
    const take = createLimiter(made, origin, limits);
    for (let n = 0; n < 4; n++) (await take())();
    expect(clock.slept).toEqual([1020]);
    expect(lines[0]).toMatch(
      /^\.\. requests to https:\/\/api\.example\.com are counted in this process alone: /,
    );
    chmodSync(folder, 0o700);
  });
});
