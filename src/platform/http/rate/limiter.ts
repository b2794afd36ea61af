import { randomBytes } from "node:crypto";
import type { Budget } from "../../../core/budget.ts";
import type { Clock } from "../../../core/clock.ts";
import { FobError } from "../../../core/errors.ts";
import type { RateLimits } from "../../../core/rate-limit.ts";
import { errorCode } from "../../files/problems.ts";
import { inWords } from "../rate-limited.ts";
import { fileLedger, type Ledger, memoryLedger, sharedClock } from "./ledger.ts";
import { createSchedule } from "./schedule.ts";

/** Waits until a request may go; what it gives is called when the answer has come. */
export type TakeTurn = () => Promise<() => void>;

export interface LimiterWorld {
  readonly clock: Clock;
  readonly budget: Budget;
  /** Asked when it is used; FobError where there is none. */
  configDir(): string;
  /** Absent where nobody reads it. */
  trace?(line: string): void;
  /** Default: the machine's. */
  readonly nowMs?: () => number;
}

const event = /^([+-])([\w-]{8}) ([0-9a-z]{1,11})$/;

/** Keeps all requests of this machine's processes to one origin within the limits that its provider publishes. */
export function createLimiter(world: LimiterWorld, origin: string, limits: RateLimits): TakeTurn {
  const { clock, budget, nowMs = sharedClock() } = world;
  const schedule = createSchedule(limits);
  const ledger = sharedOrOwn(world, origin, nowMs);
  const catchUp = () => {
    for (const line of ledger.read()) {
      const [, kind, id = "", ms = ""] = event.exec(line) ?? [];
      // A time that is still to come was written before the clock was set back.
      const atMs = Math.min(Number.parseInt(ms, 36), nowMs());
      if (kind === "+") schedule.started(id, atMs);
      else if (kind === "-") schedule.ended(id, atMs);
    }
  };
  const write = (kind: "+" | "-", id: string, atMs: number) =>
    ledger.append(`${kind}${id} ${atMs.toString(36)}`);
  const wait = async (id: string) => {
    for (;;) {
      catchUp();
      const waitMs = (schedule.readyAtMs(id) ?? 0) - nowMs();
      if (waitMs <= 0) return;
      if (waitMs >= budget.remainingMs()) throw tooLong(origin, waitMs, "this machine");
      world.trace?.(`.. waiting ${Math.round(waitMs)} ms for the rate limit of ${origin}`);
      await clock.sleep(waitMs, budget.signal);
    }
  };
  return async () => {
    const id = randomBytes(6).toString("base64url");
    catchUp();
    write("+", id, Math.floor(nowMs()));
    try {
      await wait(id);
    } catch (error) {
      write("-", id, 0);
      throw error;
    }
    return () => write("-", id, Math.ceil(nowMs()));
  };
}

/** Where the folder cannot be written to, this process still keeps to the limits, and counts by itself. */
function sharedOrOwn({ configDir, trace }: LimiterWorld, origin: string, nowMs: () => number): Ledger {
  const own = memoryLedger();
  const attempt = <T>(work: () => T, fallback: () => T): T => {
    try {
      return work();
    } catch (error) {
      ledger = own;
      trace?.(`.. requests to ${origin} are counted in this process alone: ${reasonOf(error)}`);
      return fallback();
    }
  };
  let ledger: Ledger = own;
  ledger = attempt(
    () => fileLedger(configDir(), origin, nowMs),
    () => own,
  );
  return {
    append: (line) => {
      if (ledger === own) own.append(line);
      else
        attempt(
          () => ledger.append(line),
          () => own.append(line),
        );
    },
    read: () =>
      ledger === own
        ? own.read()
        : attempt(
            () => ledger.read(),
            () => own.read(),
          ),
  };
}

function reasonOf(error: unknown): string {
  return error instanceof FobError ? error.message : (errorCode(error) ?? "the folder cannot be used");
}

export function tooLong(origin: string, waitMs: number, whose: string): FobError {
  const retryAfterS = Math.ceil(waitMs / 1000);
  return new FobError("rate_limited", `${origin} allows the next request in ${inWords(retryAfterS)}.`, {
    hint: `Wait that long, or allow it with --timeout. Other runs of fob on ${whose} count too.`,
    retryable: true,
    retryAfterS,
  });
}
