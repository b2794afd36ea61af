import { describe, expect, it } from "vitest";
import { createProgress, progressText } from "../../src/actions/progress.ts";
import { fakeApp } from "../support/fake-app.ts";

describe("the progress of long work", () => {
  it.each<readonly [string, number, number, number]>([
    ["0 sessions", 0, 0, 0],
    ["200 of 100,000 sessions", 200, 100_000, 1999],
    ["200 of 100,000 sessions, 100 a second, 16 min 38 s left", 200, 100_000, 2000],
    ["12,400 of 13,000 sessions, 1,240 a second, 1 s left", 12_400, 13_000, 10_000],
    ["1 of 5,000 sessions, 0.1 a second, 13 h 53 min left", 1, 5000, 10_000],
    ["1,000,000 sessions, 100,000 a second", 1_000_000, 0, 10_000],
    ["9 sessions, 0.9 a second", 9, 9, 10_000],
  ])("%s", (text, done, total, elapsedMs) => {
    expect(progressText(done, total, elapsedMs, "sessions")).toBe(text);
  });

  it("is that of all parts, made no more often than it is seen", () => {
    const app = fakeApp();
    const progress = createProgress(app, "sessions");
    progress.expect("a", 10);
    progress.expect("b", 20);
    progress.expect("b", 30);
    for (let i = 0; i < 10; i++) {
      progress.add(1);
      app.clock.advance(50);
    }
    expect(app.terminal.seen.progress).toEqual(
      ["1", "3", "5", "7", "9"].map((done) => `${done} of 40 sessions`),
    );
  });
});
