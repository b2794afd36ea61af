import { type Connection, silenceMs } from "./connection.ts";
import { waitedTooLong } from "./failures.ts";
import type { LinkWorld } from "./link.ts";

const longestWaitMs = 20_000;
const pauseMs = 250;

/**
 * A connection that holds the lock of this name, and has proven that it can write: who could not store what he gets
 * must not ask for it. It is taken again (`again`) on each new connection; what others did in between is found by the
 * versions.
 */
export async function openLocked(world: LinkWorld, name: string, again: boolean): Promise<Connection> {
  for (;;) {
    const connection = await world.open();
    try {
      await lock(connection, name, world);
      if (again || !(await mayComeBack(connection, name))) {
        await touch(connection, name);
        return connection;
      }
    } catch (error) {
      connection.close();
      throw error;
    }
    connection.close();
    if (world.budget.remainingMs() < pauseMs) throw waitedTooLong();
    await world.clock.sleep(pauseMs, world.budget.signal);
  }
}

async function lock(connection: Connection, name: string, { budget }: LinkWorld): Promise<void> {
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
}

/** A lock may be of one step at a login, as `REF+mint NAME`. */
function entryOf(name: string): string {
  return name.split("+", 1)[0] ?? name;
}

/** Not the whole of a long time: the work has to be done in it too. To PostgreSQL 0 means for ever. */
function patienceOf(givenMs: number): number {
  const longMs = Number.isFinite(givenMs) ? Math.max(longestWaitMs, (givenMs * 2) / 3) : longestWaitMs;
  return Math.max(1, Math.ceil(Math.min(longMs, givenMs)));
}

/**
 * A server that was killed took the lock from a machine that may be in the middle of a renewal and is about to store
 * what it got: for a moment after the start it comes first. One that died itself gave its lock back while the server
 * lived, and is not waited for.
 */
async function mayComeBack(connection: Connection, name: string): Promise<boolean> {
  const { rows } = await connection.query(
    `SELECT FROM fob.entry, pg_postmaster_start_time() AS start WHERE kind = 'credential' AND id = $1
       AND updated_at BETWEEN start - interval '5 minutes' AND start
       AND clock_timestamp() < start + interval '10 seconds'`,
    [entryOf(name)],
  );
  return rows.length > 0;
}

/** By which others see that its login was about to change. */
async function touch(connection: Connection, name: string): Promise<void> {
  await connection.query(
    "UPDATE fob.entry SET updated_at = clock_timestamp() WHERE kind = 'credential' AND id = $1",
    [entryOf(name)],
  );
}
