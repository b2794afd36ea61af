import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/platform/clock.ts";

describe("the clock", () => {
  it.each([2 ** 31 - 1, 2 ** 31, 9_999_999_999_000])("does not wake at once from %d ms", async (ms) => {
    const controller = new AbortController();
    const asleep = systemClock.sleep(ms, controller.signal).then(
      () => "woken",
      (error: Error) => error.name,
    );
    expect(await Promise.race([asleep, pause(50, "asleep")])).toBe("asleep");
    controller.abort();
    expect(await asleep).toBe("AbortError");
  });
});
