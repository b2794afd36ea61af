import { describe, expect, it } from "vitest";
import { FobError } from "../../../../src/core/errors.ts";
import type { Notice } from "../../../../src/core/provider.ts";
import type { LeaseRequests } from "../../../../src/core/rate-limit.ts";
import { withinFleet } from "../../../../src/platform/http/rate/fleet.ts";
import { fleetPace, fleetShare } from "../../../../src/platform/http/rate/pace.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { refusalOf } from "../../../support/refusal.ts";

const origin = "https://api.example.com";
const limits = { short: { count: 100, ms: 10_000 }, long: { count: 4000, ms: 1_800_000 } };

function world(lease: LeaseRequests, remainingMs = 60_000) {
  const clock = fakeClock();
  const warnings: Notice[] = [];
  const turns = { taken: 0, done: 0 };
  const budget = {
    remainingMs: () => remainingMs,
    signal: new AbortController().signal,
    pausedDuring: <T>(work: () => Promise<T>) => work(),
    progressed: () => {},
  };
  const own = async () => {
    turns.taken++;
    return () => void turns.done++;
  };
  const take = withinFleet(
    own,
    { clock, budget, lease, warn: (one) => void warnings.push(one) },
    origin,
    limits,
  );
  return { clock, warnings, turns, take };
}

function leasing(
  answer: (count: number) => { granted: boolean; waitMs: number } = () => ({ granted: true, waitMs: 0 }),
) {
  const asked: number[] = [];
  const lease: LeaseRequests = async (_, __, count) => {
    asked.push(count);
    return answer(count);
  };
  return { asked, lease };
}

describe("the fleet's pace", () => {
  it("is the published limit, less what may come late", () => {
    expect(fleetPace(limits)).toEqual({
      short: { burst: 25, everyMs: 13_000 / 70 },
      long: { burst: 1000, everyMs: 1_803_000 / 2800 },
      lifeMs: 3000,
    });
    expect(fleetShare(limits)).toEqual({ burst: 2, everyMs: expect.closeTo(18_030_000 / 2800, 6) });
  });

  it.each(["short", "long"] as const)(
    "keeps within the %s limit in any window, however late a request goes",
    (name) => {
      const { [name]: bucket, lifeMs } = fleetPace(limits);
      const { count, ms } = limits[name];
      // All that is due in the window, and what was due just before it and goes in it.
      expect(bucket.burst + (ms + lifeMs) / bucket.everyMs).toBeLessThanOrEqual(count);
    },
  );
});

describe("a machine of a fleet", () => {
  it("asks for blocks that double, and for none while it has some", async () => {
    const { asked, lease } = leasing();
    const { take, turns } = world(lease);
    for (let sent = 0; sent < 24; sent++) (await take())();
    expect(asked).toEqual([1, 2, 4, 8, 8, 8]);
    expect(turns).toEqual({ taken: 24, done: 24 });
  });

  it("asks once for many at a time, and anew, for as many as it used, where some were not used in time", async () => {
    const { asked, lease } = leasing();
    const { take, clock } = world(lease);
    await Promise.all(Array.from({ length: 7 }, () => take()));
    expect(asked).toEqual([1, 2, 4]);
    await take();
    await clock.sleep(2999);
    await take();
    expect(asked).toEqual([1, 2, 4, 8]);
    await clock.sleep(1);
    await take();
    expect(asked).toEqual([1, 2, 4, 8, 2]);
  });

  it("that looks now and then leases hardly more than it sends", async () => {
    const { asked, lease } = leasing();
    const { take, clock } = world(lease);
    for (let looks = 0; looks < 6; looks++) {
      await take();
      await clock.sleep(5000);
    }
    expect(asked).toEqual([1, 2, 1, 2, 1, 2]);
  });

  it("waits as long as the others take, and says so where that is too long", async () => {
    const waiting = world(leasing(() => ({ granted: true, waitMs: 1234 })).lease);
    await waiting.take();
    expect(waiting.clock.slept).toEqual([1234]);
    const refused = world(leasing(() => ({ granted: false, waitMs: 61_000 })).lease);
    expect(await refusalOf(refused.take())).toEqual([
      "rate_limited",
      8,
      "https://api.example.com allows the next request in 61 s.",
    ]);
    expect(refused.turns).toEqual({ taken: 1, done: 1 });
  });

  it("keeps to a tenth while the database is away, says so once, and asks again later", async () => {
    let isAway = true;
    const { asked, lease } = leasing(() => {
      if (isAway) throw new FobError("store_unavailable", "It is away.", { retryable: true });
      return { granted: true, waitMs: 0 };
    });
    const { take, clock, warnings } = world(lease);
    for (let sent = 0; sent < 5; sent++) (await take())();
    expect(clock.slept.map(Math.round)).toEqual([6439, 6439, 6439]);
    expect(asked).toHaveLength(1);
    expect(warnings).toEqual([
      {
        code: "rate_alone",
        message:
          "The machines' common rate limit is not kept: It is away. This machine keeps to a tenth of it.",
      },
    ]);
    isAway = false;
    await clock.sleep(30_000);
    await take();
    await take();
    expect(asked).toEqual([1, 1, 2]);
    expect(warnings).toHaveLength(1);
  });

  it("counts for itself where the tables have no place for it", async () => {
    const { lease } = leasing(() => {
      throw new FobError("store_unavailable", "Version 2, and 3 is due.");
    });
    const { take, clock, warnings } = world(lease);
    for (let sent = 0; sent < 50; sent++) (await take())();
    expect(clock.slept).toEqual([]);
    expect(warnings.map(({ message }) => message)).toEqual([
      "The machines' common rate limit is not kept: Version 2, and 3 is due. Each machine counts for itself.",
    ]);
  });

  it("ends on any other failure", async () => {
    const { lease } = leasing(() => {
      throw new FobError("interrupted", "Ended.");
    });
    expect(await refusalOf(world(lease).take())).toEqual(["interrupted", 130, "Ended."]);
  });
});
