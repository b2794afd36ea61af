import { createHash } from "node:crypto";
import type { LeaseRequests, Pace } from "../../../core/rate-limit.ts";
import type { Connection } from "./connection.ts";
import type { Database } from "./database.ts";
import { checkSchema, since } from "./schema.ts";

/** When a bucket's next request is due if all go evenly. A server's clock that was set back holds nobody up for long. */
const from = (column: string) =>
  `least(greatest(b.${column}, clock_timestamp()), clock_timestamp() + interval '1 hour')`;
const after = (column: string, every: string) =>
  `${from(column)} + $2::int * ${every}::float8 * interval '1 ms'`;
/** Milliseconds until the block may go. */
const wait = (short: string, long: string) =>
  `(extract(epoch FROM greatest(${short} - $4::int * $3::float8 * interval '1 ms',
     ${long} - $6::int * $5::float8 * interval '1 ms') - clock_timestamp()) * 1000)::float8`;
const shortAfter = after("short_at", "$3");
const longAfter = after("long_at", "$5");

/** One statement, by the server's clock: who comes at the same time waits for the row, and takes what is left. */
const leaseText = `INSERT INTO fob.rate_budget AS b (origin, short_at, long_at)
  VALUES ($1, clock_timestamp() + $2::int * $3::float8 * interval '1 ms', clock_timestamp() + $2::int * $5::float8 * interval '1 ms')
  ON CONFLICT (origin) DO UPDATE SET short_at = ${shortAfter}, long_at = ${longAfter}
  WHERE ${wait(shortAfter, longAfter)} <= $7::float8
  RETURNING ${wait("b.short_at", "b.long_at")} AS wait_ms`;
const waitText = `SELECT ${wait(shortAfter, longAfter)} AS wait_ms FROM fob.rate_budget AS b WHERE origin = $1`;

/** Where nothing limits the command's time. */
const longestMs = 3_600_000;

export function leaseFrom(database: Database): LeaseRequests {
  return (origin, pace, count, mostWaitMs) =>
    database.run(async (connection) => {
      await checkSchema(connection, since.rate);
      const values = valuesOf(origin, pace, count);
      const { rows } = await connection.query(leaseText, [...values, Math.min(mostWaitMs, longestMs)]);
      if (rows[0] !== undefined) return { granted: true, waitMs: Math.max(0, Number(rows[0].wait_ms)) };
      return { granted: false, waitMs: await waitFor(connection, values) };
    });
}

async function waitFor(connection: Connection, values: readonly unknown[]): Promise<number> {
  const { rows } = await connection.query(waitText, values);
  return Math.max(0, Number(rows[0]?.wait_ms ?? 0));
}

/** Which server it is is nobody's business in the database. */
function valuesOf(origin: string, { short, long }: Pace, count: number): readonly unknown[] {
  const hash = createHash("sha256").update(origin).digest("hex").slice(0, 32);
  return [hash, count, short.everyMs, short.burst, long.everyMs, long.burst];
}
