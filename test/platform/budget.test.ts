import { describe, expect, it } from "vitest";
import { createBudget, type Limits } from "../../src/platform/budget.ts";
import { fakeClock } from "../support/fake-clock.ts";

const never = new AbortController().signal;

function world(limits: Partial<Limits>) {
  const clock = fakeClock();
  return {
    clock,
    budget: createBudget(clock, { totalMs: null, stallMs: null, ...limits }, { signal: never }),
  };
}

describe("the time that a command has", () => {
  it("is without end where nothing limits it", async () => {
    const { clock, budget } = world({});
    await clock.sleep(1e9);
    expect(budget.remainingMs()).toBe(Number.POSITIVE_INFINITY);
  });

  it("runs out, and is never less than nothing; progress gives none of it back", async () => {
    const { clock, budget } = world({ totalMs: 30_000 });
    await clock.sleep(10_000);
    budget.progressed();
    expect(budget.remainingMs()).toBe(20_000);
    await clock.sleep(21_000);
    expect(budget.remainingMs()).toBe(0);
  });

  it("starts again with progress where only standing still is limited", async () => {
    const { clock, budget } = world({ stallMs: 60_000 });
    await clock.sleep(59_000);
    expect(budget.remainingMs()).toBe(1000);
    budget.progressed();
    expect(budget.remainingMs()).toBe(60_000);
    await clock.sleep(60_000);
    expect(budget.remainingMs()).toBe(0);
  });

  it("is the less of both limits", async () => {
    const { clock, budget } = world({ totalMs: 100_000, stallMs: 60_000 });
    expect(budget.remainingMs()).toBe(60_000);
    await clock.sleep(50_000);
    budget.progressed();
    expect(budget.remainingMs()).toBe(50_000);
  });

  it.each<readonly [string, Partial<Limits>]>([
    ["the total", { totalMs: 30_000 }],
    ["the standing still", { stallMs: 30_000 }],
  ])("stands still while a person is asked, for all that runs meanwhile: %s", async (_, limits) => {
    const { clock, budget } = world(limits);
    await clock.sleep(10_000);
    const seen: number[] = [];
    const answer = await budget.pausedDuring(async () => {
      await clock.sleep(1e6);
      seen.push(budget.remainingMs());
      return "yes";
    });
    expect([answer, ...seen, budget.remainingMs()]).toEqual(["yes", 20_000, 20_000]);
    await clock.sleep(1000);
    expect(budget.remainingMs()).toBe(19_000);
  });

  it("counts two questions at once as one, and goes on after a failed one", async () => {
    const { clock, budget } = world({ totalMs: 30_000 });
    const failing = budget.pausedDuring(async () => {
      await budget.pausedDuring(() => clock.sleep(5000));
      budget.progressed();
      await clock.sleep(5000);
      throw new Error("no answer");
    });
    await expect(failing).rejects.toThrow("no answer");
    expect(budget.remainingMs()).toBe(30_000);
    await clock.sleep(1000);
    expect(budget.remainingMs()).toBe(29_000);
  });
});
