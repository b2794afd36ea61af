import type { Budget } from "../../core/budget.ts";
import { isFobError } from "../../core/errors.ts";
import type { RetryPolicy } from "../../core/http.ts";
import { type Attempter, attempt, interrupted, type Miss, type Prepared } from "./attempt.ts";
import { outcomeUnknown } from "./failure.ts";
import type { Quota } from "./quota.ts";
import type { TakeTurn } from "./rate/limiter.ts";
import { isOutcomeUnknown, mayTryAgain, type Setback } from "./retry.ts";
import { backoffMs, spreadMs } from "./wait.ts";

type Ending<T = never> = Pick<Miss<T>, "said" | "end">;

export interface Sender extends Attempter {
  readonly quota: Quota;
  /** Absent where nothing limits how fast requests may follow each other. */
  readonly takeTurn?: TakeTurn | undefined;
  /** As if a 429 that does not say how long asked for it. */
  readonly pauseMs?: number | undefined;
  random(): number;
}

/** Sends, and sends again as far as the request's policy, the command's budget and the quota allow. */
export async function send<T>(sender: Sender, retry: RetryPolicy, prepared: Prepared<T>): Promise<T> {
  const setbacks: Setback[] = [];
  sender.quota.began();
  for (;;) {
    const turn = sender.takeTurn === undefined ? noTurn : await turnOf(sender.takeTurn, sender.budget);
    if (typeof turn !== "function") return conclude(retry, setbacks, turn);
    const result = await thenEnd(attempt(sender, retry, prepared, setbacks.length + 1), turn);
    if ("answered" in result) return result.answered;
    setbacks.push(result.setback);
    const waitMs = nextWaitMs(sender, retry, setbacks, result);
    if (waitMs === null) return conclude(retry, setbacks, result);
    sender.trace?.(`.. waiting ${Math.round(waitMs)} ms`);
    try {
      await sender.clock.sleep(waitMs, sender.budget.signal);
    } catch {
      return conclude(retry, setbacks, interrupted(sender.budget.signal));
    }
    sender.quota.repeated();
  }
}

function noTurn(): void {}

function thenEnd<T>(work: Promise<T>, turn: () => void): Promise<T> {
  return turn === noTurn ? work : work.finally(turn);
}

/** Each attempt counts for the server, so each takes a turn. Gives what ends it, or why there is none. */
async function turnOf(takeTurn: TakeTurn, budget: Budget): Promise<(() => void) | Ending> {
  try {
    return await takeTurn();
  } catch (error) {
    if (!isFobError(error)) return interrupted(budget.signal);
    return {
      said: error.message,
      end() {
        throw error;
      },
    };
  }
}

/** Null where it ends here. A wait that the budget cannot hold is not begun. */
function nextWaitMs<T>(
  { budget, quota, random, pauseMs }: Sender,
  retry: RetryPolicy,
  setbacks: readonly Setback[],
  miss: Miss<T>,
): number | null {
  if (budget.signal.aborted || !mayTryAgain(retry, setbacks) || !quota.allows()) return null;
  const asked = miss.waitMs ?? (miss.setback === "rate_limited" ? pauseMs : null) ?? null;
  const waitMs = asked === null ? backoffMs(setbacks.length, random()) : asked + spreadMs(random());
  return (asked ?? waitMs) < budget.remainingMs() ? waitMs : null;
}

function conclude<T>(retry: RetryPolicy, setbacks: readonly Setback[], miss: Ending<T>): T {
  if (isOutcomeUnknown(retry, setbacks)) throw outcomeUnknown(miss.said);
  return miss.end();
}
