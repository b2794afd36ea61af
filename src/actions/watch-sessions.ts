import type { App } from "../core/app.ts";
import { type ErrorCode, type FobError, isFobError } from "../core/errors.ts";
import { type Coverage, type ListedSession, type ListRequest, listSessions } from "./list-sessions.ts";

/** What one look has shown. */
export interface Refresh {
  readonly at: Date;
  /** The newest that is known; of a profile that could not be read, what was known before. */
  readonly sessions: readonly ListedSession[];
  /** Since the look before; of the first look, none. */
  readonly added: readonly ListedSession[];
  readonly vanished: readonly ListedSession[];
  readonly isFirst: boolean;
  /** Why this look failed, or a part of it. */
  readonly failure: FobError | null;
  /** When to look again: later and later while it fails. */
  readonly nextMs: number;
}

const longestMs = 5 * 60_000;

/** What may be well the next time. Anything else ends the watch, a dead login among it. */
const passing: readonly ErrorCode[] = [
  ...(["network", "tls", "timeout", "provider_error", "bad_answer", "rate_limited"] as const),
  ...(["lock_timeout", "store_locked", "store_unavailable"] as const),
];

/** Looks each time that the next one is asked for. */
export async function* watchSessions(
  app: App,
  request: ListRequest,
  everyMs: number,
): AsyncGenerator<Refresh, never> {
  const quiet = { ...app, warn: onceEach(app.warn) };
  let known: readonly ListedSession[] | null = null;
  let failures = 0;
  for (;;) {
    app.budget.progressed();
    const look = await lookOnce(quiet, request);
    failures = look.failure === null ? 0 : failures + 1;
    const sessions = merged(look, known ?? []);
    const { failure } = look;
    yield {
      ...{ at: app.clock.now(), sessions, failure, isFirst: known === null },
      added: known === null ? [] : without(sessions, known),
      vanished: without(known ?? [], sessions),
      nextMs: pauseMs(everyMs, failures, failure),
    };
    if (known !== null || look.coverage.some(({ error }) => error === null)) known = sessions;
  }
}

function pauseMs(everyMs: number, failures: number, failure: FobError | null): number {
  const asked = (failure?.details.retryAfterS ?? 0) * 1000;
  const backedOff = failures === 0 ? everyMs : Math.min(everyMs * 2 ** failures, longestMs);
  return Math.max(everyMs, asked, backedOff);
}

interface Look {
  readonly sessions: readonly ListedSession[];
  readonly coverage: readonly Coverage[];
  readonly failure: FobError | null;
}

async function lookOnce(app: App, request: ListRequest): Promise<Look> {
  const sessions: ListedSession[] = [];
  try {
    const { coverage, failure } = await listSessions(app, request, (one) => sessions.push(one) > 0);
    const dead = coverage.every(({ error }) => error !== null && !isFobError(error, ...passing));
    const [first] = coverage;
    if (dead && first?.error) throw first.error;
    return { sessions, coverage, failure };
  } catch (error) {
    if (!isFobError(error, ...passing) || app.budget.signal.aborted) throw error;
    return { sessions: [], coverage: [], failure: error };
  }
}

/** What could not be read is not taken for gone. */
function merged({ sessions, coverage, failure }: Look, known: readonly ListedSession[]) {
  const unsure = new Set(coverage.filter(({ complete }) => !complete).map(({ profile }) => profile));
  if (failure === null && unsure.size === 0) return sessions;
  const kept = coverage.length === 0 ? known : known.filter(({ profile }) => unsure.has(profile));
  return [...sessions, ...without(kept, sessions)];
}

function without(some: readonly ListedSession[], others: readonly ListedSession[]) {
  const keys = new Set(others.map(keyOf));
  return some.filter((one) => !keys.has(keyOf(one)));
}

function keyOf({ profile, id }: ListedSession): string {
  return JSON.stringify([profile, id]);
}

function onceEach(warn: App["warn"]): App["warn"] {
  const said = new Set<string>();
  return (notice) => {
    if (said.has(notice.message)) return;
    said.add(notice.message);
    warn(notice);
  };
}
