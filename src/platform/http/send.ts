import type { RetryPolicy } from "../../core/http.ts";
import { type Attempter, attempt, interrupted, type Miss, type Prepared } from "./attempt.ts";
import { outcomeUnknown } from "./failure.ts";
import type { Quota } from "./quota.ts";
import { isOutcomeUnknown, mayTryAgain, type Setback } from "./retry.ts";
import { backoffMs, spreadMs } from "./wait.ts";

export interface Sender extends Attempter {
  readonly quota: Quota;
  random(): number;
}

/** Sends, and sends again as far as the request's policy, the command's budget and the quota allow. */
export async function send<T>(sender: Sender, retry: RetryPolicy, prepared: Prepared<T>): Promise<T> {
  const setbacks: Setback[] = [];
  sender.quota.began();
  for (;;) {
    const result = await attempt(sender, retry, prepared, setbacks.length + 1);
    if ("answered" in result) return result.answered;
    setbacks.push(result.setback);
    const waitMs = nextWaitMs(sender, retry, setbacks, result);
    if (waitMs === null) return conclude(retry, setbacks, result);
    sender.trace(`.. waiting ${Math.round(waitMs)} ms`);
    try {
      await sender.clock.sleep(waitMs, sender.budget.signal);
    } catch {
      return conclude(retry, setbacks, interrupted(sender.budget.signal));
    }
    sender.quota.repeated();
  }
}

/** Null where it ends here. A wait that the budget cannot hold is not begun. */
function nextWaitMs<T>(
  { budget, quota, random }: Sender,
  retry: RetryPolicy,
  setbacks: readonly Setback[],
  miss: Miss<T>,
): number | null {
  if (budget.signal.aborted || !mayTryAgain(retry, setbacks) || !quota.allows()) return null;
  const asked = miss.waitMs === null ? null : miss.waitMs + spreadMs(random());
  const waitMs = asked ?? backoffMs(setbacks.length, random());
  return (miss.waitMs ?? waitMs) < budget.remainingMs() ? waitMs : null;
}

function conclude<T>(
  retry: RetryPolicy,
  setbacks: readonly Setback[],
  miss: Pick<Miss<T>, "said" | "end">,
): T {
  if (isOutcomeUnknown(retry, setbacks)) throw outcomeUnknown(miss.said);
  return miss.end();
}
