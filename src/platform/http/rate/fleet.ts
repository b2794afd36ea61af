import type { Budget } from "../../../core/budget.ts";
import type { Clock } from "../../../core/clock.ts";
import { type FobError, isFobError } from "../../../core/errors.ts";
import type { Notice } from "../../../core/provider.ts";
import type { LeaseRequests, RateLimits } from "../../../core/rate-limit.ts";
import { type TakeTurn, tooLong } from "./limiter.ts";
import { fleetPace, fleetShare } from "./pace.ts";

export interface FleetWorld {
  readonly clock: Clock;
  readonly budget: Budget;
  readonly lease: LeaseRequests;
  warn(notice: Notice): void;
}

/** A block doubles while it is used up, and no other is larger than what was: little is leased that nobody sends. */
const largestBlock = 8;
/** How long a database that is away is left alone. */
const restMs = 30_000;

/**
 * After this machine's own turn, one among all machines that share the login: a block of requests at a time, so that not
 * every request asks the database.
 */
export function withinFleet(take: TakeTurn, world: FleetWorld, origin: string, limits: RateLimits): TakeTurn {
  const { clock, budget } = world;
  const pace = fleetPace(limits);
  const alone = sharedAlone(world, origin, limits);
  let block = { count: 0, left: 0, untilMs: 0 };
  let asking: Promise<void> | null = null;
  const ask = async (): Promise<void> => {
    const count = nextBlock(block);
    const { granted, waitMs } = await world.lease(origin, pace, count, budget.remainingMs());
    if (!granted) throw tooLong(origin, waitMs, "all machines");
    if (waitMs > 0) await clock.sleep(waitMs, budget.signal);
    const untilMs = clock.monotonicMs() + pace.lifeMs;
    block = { count, left: count, untilMs };
  };
  const permit = async (): Promise<void> => {
    while (block.left === 0 || clock.monotonicMs() >= block.untilMs) {
      asking ??= ask().finally(() => {
        asking = null;
      });
      await asking;
    }
    block.left--;
  };
  return async () => {
    const done = await take();
    try {
      await alone(permit);
    } catch (error) {
      done();
      throw error;
    }
    return done;
  };
}

function nextBlock({ count, left }: { readonly count: number; readonly left: number }): number {
  return Math.max(1, left === 0 ? Math.min(2 * count, largestBlock) : count - left);
}

/**
 * Where the database is away this machine keeps to a tenth of what all may send: ten that go on alone stay within the
 * limit. Tables of an older fob have no place for it: then each machine counts for itself, as one alone does.
 */
function sharedAlone({ clock, budget, warn }: FleetWorld, origin: string, limits: RateLimits) {
  const slow = fleetShare(limits);
  let [awayUntilMs, nextMs, isTold] = [0, 0, false];
  const tell = (error: FobError, then: string) => {
    if (!isTold)
      warn({
        code: "rate_alone",
        message: `The machines' common rate limit is not kept: ${error.message} ${then}`,
      });
    isTold = true;
  };
  const slowly = async () => {
    const nowMs = clock.monotonicMs();
    nextMs = Math.max(nextMs, nowMs - slow.burst * slow.everyMs) + slow.everyMs;
    const waitMs = nextMs - nowMs;
    if (waitMs <= 0) return;
    if (waitMs >= budget.remainingMs()) throw tooLong(origin, waitMs, "all machines");
    await clock.sleep(waitMs, budget.signal);
  };
  return async (permit: () => Promise<void>): Promise<void> => {
    if (clock.monotonicMs() < awayUntilMs) return slowly();
    try {
      await permit();
    } catch (error) {
      if (!isFobError(error, "store_unavailable")) throw error;
      if (error.details.retryable !== true) return tell(error, "Each machine counts for itself.");
      awayUntilMs = clock.monotonicMs() + restMs;
      tell(error, "This machine keeps to a tenth of it.");
      await slowly();
    }
  };
}
