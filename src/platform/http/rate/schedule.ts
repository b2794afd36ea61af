import type { RateLimits } from "../../../core/rate-limit.ts";

/** When each request may go. All processes that feed it the same events in the same order get the same answer. */
export interface Schedule {
  started(id: string, atMs: number): void;
  /** Its answer came; a request whose turn was given up ends at 0. */
  ended(id: string, atMs: number): void;
  /** Null for what never started. */
  readyAtMs(id: string): number | null;
}

interface Turn {
  /** The turn as many before it as the short limit allows; dropped once a later turn stands on this one. */
  before: Turn | null;
  readyMs: number;
  endMs: number | null;
}

/** Until its answer is known a request counts as going on for so long; its process may be dead. */
const assumedMs = 1000;
/** Clocks are read in whole milliseconds, and a timer may be that much early. */
const slackMs = 20;
/** Of the long limit; the rest goes evenly over its time, so that long work never stands still. */
const burstShare = 0.25;
/** Of the long limit; requests that were sent in time may arrive after it. */
const usedShare = 0.975;

/**
 * The short limit counts from the answer to a request, which the server had before that, so that no delay on the way
 * can put more into its window than it allows.
 */
export function createSchedule({ short, long }: RateLimits): Schedule {
  const turns = new Map<string, Turn>();
  const recent: Turn[] = [];
  const burst = Math.floor(long.count * burstShare);
  const intervalMs = long.ms / (Math.floor(long.count * usedShare) - burst);
  let steadyMs = Number.NEGATIVE_INFINITY;
  const freeMs = ({ endMs, readyMs }: Turn) => (endMs ?? readyMs + assumedMs) + short.ms + slackMs;
  const readyMs = (turn: Turn) =>
    turn.before === null ? turn.readyMs : Math.max(turn.readyMs, freeMs(turn.before));
  return {
    started(id, atMs) {
      const before = recent.length < short.count ? null : (recent.shift() ?? null);
      if (before !== null) before.before = null;
      const turn: Turn = { before, readyMs: Math.max(atMs, steadyMs - burst * intervalMs), endMs: null };
      steadyMs = Math.max(steadyMs, readyMs(turn)) + intervalMs;
      recent.push(turn);
      turns.set(id, turn);
    },
    ended(id, atMs) {
      const turn = turns.get(id);
      if (turn === undefined) return;
      turn.endMs = atMs;
      turns.delete(id);
    },
    readyAtMs(id) {
      const turn = turns.get(id);
      return turn === undefined ? null : readyMs(turn);
    },
  };
}
