import { stat } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { FobError } from "../../../src/core/errors.ts";
import { monotonicMs } from "../../../src/platform/clock.ts";
import { deadlineIn } from "../../../src/platform/stores/keychain/deadline.ts";

const late = () => new FobError("store_unavailable", "late");
const never = () => new Promise<string>(() => {});
const answersIn = (ms: number) => () => sleep(ms, "answered");
const told = (work: Promise<string>) => work.catch((error: Error) => error.message);

describe("a deadline", () => {
  it("ends a silence, and whatever is asked after it", async () => {
    const deadline = deadlineIn(50);
    expect(await told(deadline.bound(never, late))).toBe("late");
    expect(await told(deadline.bound(async () => "answered", late))).toBe("late");
  });

  it("ends at once where the other side was found to be silent", async () => {
    const deadline = deadlineIn(60_000);
    deadline.expire();
    expect(await told(deadline.bound(async () => "answered", late))).toBe("late");
  });

  it("begins anew with each answer", async () => {
    const deadline = deadlineIn(400);
    for (let answers = 0; answers < 3; answers++)
      expect(await told(deadline.bound(answersIn(250), late))).toBe("answered");
  });

  it("begins anew with a part of an answer", async () => {
    const deadline = deadlineIn(400);
    setTimeout(deadline.heard, 250);
    expect(await told(deadline.bound(answersIn(500), late))).toBe("answered");
  });

  it("ends who answers slowly for ever at four times the silence", async () => {
    const deadline = deadlineIn(100);
    const heard = setInterval(deadline.heard, 20);
    const start = monotonicMs();
    expect(await told(deadline.bound(never, late))).toBe("late");
    expect(monotonicMs() - start).toBeGreaterThan(390);
    clearInterval(heard);
  });

  it("takes an answer that has arrived while this process was busy", async () => {
    const work = () => new Promise<string>((resolve) => stat("/", () => resolve("answered")));
    const answer = told(deadlineIn(50).bound(work, late));
    for (const end = monotonicMs() + 200; monotonicMs() < end; );
    expect(await answer).toBe("answered");
  });
});
