import type { Budget } from "../../core/budget.ts";
import type { Clock } from "../../core/clock.ts";
import { FobError, isFobError } from "../../core/errors.ts";
import type { RetryPolicy } from "../../core/http.ts";
import { header, tooLarge } from "./answer.ts";
import { codeOf } from "./connector.ts";
import type { Call, NoAnswer, RawAnswer } from "./exchange.ts";
import { failureOf, headersTooLarge, setbackOf } from "./failure.ts";
import { isRedirect } from "./redirect.ts";
import type { Setback } from "./retry.ts";
import { retryAfterMs } from "./wait.ts";

export interface Attempter {
  readonly clock: Clock;
  readonly budget: Budget;
  readonly requestMs: number;
  readonly verificationOff: boolean;
  /** Undefined where nobody reads it. */
  readonly trace: ((line: string) => void) | undefined;
  transmit(call: Call): Promise<RawAnswer | NoAnswer>;
}

/** What is made of an answer: each may throw instead. */
export interface Reading<T> {
  answer(answer: RawAnswer): T;
  redirect(answer: RawAnswer): T;
  rateLimited(answer: RawAnswer, waitMs: number | null, policy: RetryPolicy): T;
}

export interface Prepared<T> extends Omit<Call, "limitMs" | "signal" | "alone"> {
  readonly reading: Reading<T>;
}

/** An attempt that did. */
export interface Answered<T> {
  readonly answered: T;
}

/** An attempt that did not do. */
export interface Miss<T> {
  readonly setback: Setback;
  /** What happened, as a sentence. */
  readonly said: string;
  /** How long the server asks to wait. */
  readonly waitMs: number | null;
  /** How the request ends if this attempt is its last: throws, or gives the answer such as it is. */
  end(): T;
}

/** FobError for what no repetition can change: a redirect, an answer that is too large or cannot be decoded. */
export async function attempt<T>(
  attempter: Attempter,
  policy: RetryPolicy,
  prepared: Prepared<T>,
  number: number,
): Promise<Answered<T> | Miss<T>> {
  const { clock, budget, trace } = attempter;
  const limitMs = Math.max(0, Math.min(attempter.requestMs, budget.remainingMs()));
  const startedMs = clock.monotonicMs();
  trace?.(`-> ${prepared.method} ${prepared.url.href} (attempt ${number})`);
  const alone = policy !== "idempotent" || number > 1;
  const result =
    limitMs === 0
      ? ({ kind: "no_answer", why: "time_limit", sent: false } as const)
      : await attempter.transmit(callOf(prepared, limitMs, budget.signal, alone));
  trace?.(`${traceOf(result)} in ${Math.round(clock.monotonicMs() - startedMs)} ms`);
  if (result.kind === "no_answer") return missOf(result, prepared, limitMs, attempter);
  return judged(result, prepared, policy, clock);
}

/** Member by member, as in all that each request of bulk work goes through: V8 copies by spreading far slower. */
function callOf<T>(prepared: Prepared<T>, limitMs: number, signal: AbortSignal, alone: boolean): Call {
  const { url, method, headers, body, maxBytes, whole } = prepared;
  return { url, method, headers, body, maxBytes, whole, limitMs, signal, alone };
}

export function interrupted(signal: AbortSignal): Pick<Miss<never>, "said" | "end"> {
  const error = isFobError(signal.reason) ? signal.reason : new FobError("interrupted", "Interrupted.");
  return { said: error.message, end: () => raise(error) };
}

function judged<T>(
  answer: RawAnswer,
  { url, reading }: Prepared<T>,
  policy: RetryPolicy,
  clock: Clock,
): Answered<T> | Miss<T> {
  const { status } = answer;
  if (isRedirect(status)) return { answered: reading.redirect(answer) };
  if (status !== 429 && status < 500) return { answered: reading.answer(answer) };
  const waitMs = retryAfterMs(header(answer, "retry-after"), header(answer, "date"), clock.now());
  const said = `${url.origin} answered ${status}.`;
  if (status !== 429) {
    return { setback: "server_error", said, waitMs, end: () => reading.answer(answer) };
  }
  return { setback: "rate_limited", said, waitMs, end: () => reading.rateLimited(answer, waitMs, policy) };
}

function missOf<T>(
  result: NoAnswer,
  { url, maxBytes }: Prepared<T>,
  limitMs: number,
  attempter: Attempter,
): Miss<T> {
  if (result.why === "too_large") throw tooLarge(url.origin, maxBytes);
  if (codeOf(result.error) === "UND_ERR_HEADERS_OVERFLOW") throw headersTooLarge(url.origin);
  const setback = setbackOf(result);
  if (result.why === "stopped") return { setback, waitMs: null, ...interrupted(attempter.budget.signal) };
  const error = failureOf(result, {
    origin: url.origin,
    limitMs,
    verificationOff: attempter.verificationOff,
  });
  return { setback, said: error.message, waitMs: null, end: () => raise(error) };
}

function traceOf(result: RawAnswer | NoAnswer): string {
  if (result.kind === "answer") return `<- ${result.status}, ${result.body.length} bytes,`;
  const code = codeOf(result.error);
  return `<- no answer (${result.why}${code === "" ? "" : ` ${code}`}${result.sent ? ", sent" : ", not sent"})`;
}

function raise(error: FobError): never {
  throw error;
}
