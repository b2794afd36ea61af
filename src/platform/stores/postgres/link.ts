import type { Budget } from "../../../core/budget.ts";
import type { Clock } from "../../../core/clock.ts";
import { isFobError } from "../../../core/errors.ts";
import type { Connection } from "./connection.ts";
import type { Failure } from "./failures.ts";

export interface LinkWorld {
  readonly clock: Clock;
  readonly budget: Budget;
  /** At least 0 and below 1. */
  readonly random: () => number;
  /** Opens a connection and makes it ready for work; FobErrors are final. */
  readonly open: () => Promise<Connection>;
  readonly explain: (error: unknown) => Promise<Failure>;
  /** One after the other among the processes of this machine. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** How long a server that is away is asked again. Default: ten seconds. */
  readonly patienceMs?: () => number;
}

/** One connection that is opened on use and again where it was cut off. */
export interface Link {
  /** The work may be done more than once: it was cut off, and nobody knows how far it came. */
  run<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  close(): void;
}

export const patienceMs = 10_000;
const firstPauseMs = 40;
const longestPauseMs = 1_000;
/** A connection takes a place at the server, so one that nothing uses is not kept while fob waits for others. */
const lingerMs = 25;

export function createLink(world: LinkWorld, lingers: boolean): Link {
  let [open, users]: [Promise<Connection> | null, number] = [null, 0];
  let timer: NodeJS.Timeout | undefined;
  const drop = (failed: Promise<Connection>) => {
    if (open === failed) open = null;
    failed.then((connection) => connection.close()).catch(() => undefined);
  };
  const leave = () => {
    if (--users > 0 || open === null || !lingers) return;
    const idle = open;
    timer = setTimeout(() => users === 0 && drop(idle), lingerMs);
  };
  const once = async <T>(work: (connection: Connection) => Promise<T>): Promise<T> => {
    open ??= world.open();
    const mine = open;
    try {
      return await work(await mine);
    } catch (error) {
      if (await isLost(mine)) drop(mine);
      throw error;
    }
  };
  return {
    async run(work) {
      clearTimeout(timer);
      users++;
      try {
        return await patiently(() => once(work), world);
      } finally {
        leave();
      }
    },
    close: () => {
      clearTimeout(timer);
      if (open !== null) drop(open);
    },
  };
}

function isLost(opening: Promise<Connection>): Promise<boolean> {
  return opening.then(
    (connection) => connection.isLost(),
    () => true,
  );
}

async function patiently<T>(work: () => Promise<T>, world: LinkWorld): Promise<T> {
  const { clock, budget, random, explain, inTurn } = world;
  let crowded = false;
  const endMs = clock.monotonicMs() + patienceOf(budget.remainingMs(), world.patienceMs);
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await (crowded ? inTurn(work) : work());
    } catch (error) {
      if (isFobError(error)) throw error;
      const { again, error: failure, ...why } = await explain(error);
      crowded ||= why.crowded;
      if (!again || clock.monotonicMs() + pauseMs > endMs) throw failure;
      await clock.sleep(pauseMs * (0.5 + random() / 2), budget.signal);
    }
  }
}

function patienceOf(givenMs: number, chosen: LinkWorld["patienceMs"]): number {
  const usualMs = chosen?.() ?? patienceMs;
  const longMs =
    Number.isFinite(givenMs) && usualMs === patienceMs ? Math.max(usualMs, givenMs / 3) : usualMs;
  return Math.min(longMs, givenMs);
}
