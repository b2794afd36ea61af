import { AsyncLocalStorage } from "node:async_hooks";
import { FobError } from "../../../core/errors.ts";
import type { Confirm } from "../../../core/store.ts";
import { type Connection, silenceMs } from "./connection.ts";
import { createLink, type Link, type LinkWorld } from "./link.ts";

/** What one holder of a lock has read, by which a later write proves that nobody was in between. */
export interface Held {
  readonly link: Link;
  readonly seen: Map<string, string | null>;
}

export interface Database {
  run<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** One holder per name among all machines; the lock lives and dies with its connection. */
  hold<T>(name: string, work: (confirm: Confirm) => Promise<T>): Promise<T>;
  /** What the work that calls is held by. */
  held(): Held | null;
  close(): void;
}

const longestWaitMs = 20_000;

export function createDatabase(world: LinkWorld): Database {
  const shared = createLink(world, true);
  const holders = new AsyncLocalStorage<Held>();
  const held = () => holders.getStore() ?? null;
  return {
    held,
    run: (work) => (held()?.link ?? shared).run(work),
    async hold(name, work) {
      let taken = 0;
      const open = async () => {
        const connection = await openLocked(world, name);
        taken++;
        return connection;
      };
      const link = createLink({ ...world, open }, false);
      const confirm = async () => {
        await link.run((connection) => connection.query("SELECT 1"));
        if (taken > 1) throw interrupted();
      };
      try {
        await link.run(async () => undefined);
        return await holders.run({ link, seen: new Map() }, () => work(confirm));
      } finally {
        link.close();
      }
    },
    close: () => shared.close(),
  };
}

/** Not the whole of a long time: the work has to be done in it too. To PostgreSQL 0 means for ever. */
function patienceOf(givenMs: number): number {
  const longMs = Number.isFinite(givenMs) ? Math.max(longestWaitMs, (givenMs * 2) / 3) : longestWaitMs;
  return Math.max(1, Math.ceil(Math.min(longMs, givenMs)));
}

function interrupted(): FobError {
  return new FobError(
    "lock_timeout",
    "The database was away meanwhile, so another machine may have done it.",
    {
      hint: "Nothing was sent. Run the same command again.",
      retryable: true,
    },
  );
}

/** Taken again on each new connection; what others did in between is found by the versions. */
async function openLocked({ open, budget }: LinkWorld, name: string): Promise<Connection> {
  const connection = await open();
  try {
    const waitMs = patienceOf(budget.remainingMs());
    // A machine that vanishes without a word gives its lock back within half a minute; one that waits for a slow
    // server does not, whatever the role's own limits are.
    await connection.query(
      `SELECT set_config('lock_timeout', $1, false), set_config('tcp_keepalives_idle', '10', false),
         set_config('tcp_keepalives_interval', '5', false), set_config('tcp_keepalives_count', '3', false),
         (SELECT count(set_config(name, '0', false)) FROM pg_settings
            WHERE name IN ('statement_timeout', 'idle_session_timeout'))`,
      [String(waitMs)],
    );
    await connection.query(
      "SELECT pg_advisory_lock(hashtextextended($1, 0))",
      [`fob ${name}`],
      waitMs + silenceMs(budget),
    );
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}
