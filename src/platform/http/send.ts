import type { HttpRequest, HttpResponse } from "../../core/http.ts";
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
export async function send(sender: Sender, request: HttpRequest, prepared: Prepared): Promise<HttpResponse> {
  const setbacks: Setback[] = [];
  sender.quota.began();
  for (;;) {
    const result = await attempt(sender, request.retry, prepared, setbacks.length + 1);
    if ("status" in result) return result;
    setbacks.push(result.setback);
    const waitMs = nextWaitMs(sender, request, setbacks, result);
    if (waitMs === null) return conclude(request, setbacks, result);
    sender.trace(`.. waiting ${Math.round(waitMs)} ms`);
    try {
      await sender.clock.sleep(waitMs, sender.budget.signal);
    } catch {
      return conclude(request, setbacks, interrupted(sender.budget.signal));
    }
    sender.quota.repeated();
  }
}

/** Null where it ends here. A wait that the budget cannot hold is not begun. */
function nextWaitMs(
  { budget, quota, random }: Sender,
  request: HttpRequest,
  setbacks: readonly Setback[],
  miss: Miss,
): number | null {
  if (budget.signal.aborted || !mayTryAgain(request.retry, setbacks) || !quota.allows()) return null;
  const asked = miss.waitMs === null ? null : miss.waitMs + spreadMs(random());
  const waitMs = asked ?? backoffMs(setbacks.length, random());
  return (miss.waitMs ?? waitMs) < budget.remainingMs() ? waitMs : null;
}

function conclude(
  request: HttpRequest,
  setbacks: readonly Setback[],
  miss: Pick<Miss, "said" | "end">,
): HttpResponse {
  if (isOutcomeUnknown(request.retry, setbacks)) throw outcomeUnknown(miss.said);
  return miss.end();
}
