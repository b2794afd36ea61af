import { mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { inTurn } from "../../../src/platform/audit/turn.ts";

/** A turn that others have, and a clock that moves as it is slept on. */
async function crowdedTurn() {
  const folder = mkdtempSync(join(tmpdir(), "fob-turn-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, ".turn");
  let nowMs = 0;
  let ours = "";
  let onSleep = () => {};
  const clock = {
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs,
    sleep: async (ms: number) => {
      nowMs += ms;
      onSleep();
    },
  };
  const take = (patienceMs: number, work = () => {}) =>
    inTurn(path, { clock, random: () => 0.5, patienceMs }, work);
  await take(0, () => {
    ours = readlinkSync(path);
  });
  const give = (nonce: string | null) => {
    rmSync(path, { force: true });
    // This process lives, so what it holds is nobody else's.
    if (nonce !== null) symlinkSync(ours.replace(/[^.]+$/, nonce), path);
  };
  return {
    take,
    give,
    names: () => readdirSync(folder),
    nowMs: () => nowMs,
    whileAsleep(work: () => void) {
      onSleep = work;
    },
  };
}

it("ends after its patience where one holder stands still, and robs nobody", async () => {
  const turn = await crowdedTurn();
  turn.give("0000000a");
  expect(await turn.take(2000)).toBe(false);
  expect(turn.nowMs()).toBeGreaterThanOrEqual(2000);
  expect(turn.nowMs()).toBeLessThan(2060);
  expect(turn.names()).toEqual([".turn"]);
});

it("waits longer in a crowd that moves on, until its turn comes", async () => {
  const turn = await crowdedTurn();
  turn.give("0");
  turn.whileAsleep(() => turn.give(turn.nowMs() > 15_000 ? null : String(Math.floor(turn.nowMs() / 500))));
  expect(await turn.take(2000)).toBe(true);
  expect(turn.nowMs()).toBeGreaterThan(15_000);
  expect(turn.names()).toEqual([]);
});

it("ends after ten times its patience where the crowd never ends", async () => {
  const turn = await crowdedTurn();
  turn.give("0");
  turn.whileAsleep(() => turn.give(String(turn.nowMs())));
  expect(await turn.take(2000)).toBe(false);
  expect(turn.nowMs()).toBeGreaterThanOrEqual(20_000);
  expect(turn.nowMs()).toBeLessThan(20_060);
});

it("looks often at first and then seldom, so that the holder has time to finish", async () => {
  const turn = await crowdedTurn();
  const looks: number[] = [];
  turn.give("0000000a");
  turn.whileAsleep(() => looks.push(turn.nowMs()));
  await turn.take(2000);
  const pauses = looks.map((at, look) => Math.round((at - (looks[look - 1] ?? 0)) * 10) / 10);
  expect(pauses.slice(0, 7)).toEqual([1.2, 2.4, 4.8, 9.6, 19.2, 30, 30]);
  expect(looks.length).toBeLessThan(80);
});
