import type { Connection } from "./connection.ts";

/** The key that seals from now on where none did before: the first that any machine brings. */
export async function firstKey(connection: Connection, wanted: string): Promise<string> {
  await connection.query(
    "INSERT INTO fob.store_key (key_id, is_current) VALUES ($1, true) ON CONFLICT DO NOTHING",
    [wanted],
  );
  return (await currentKey(connection)) ?? wanted;
}

export async function currentKey(connection: Connection): Promise<string | null> {
  const { rows } = await connection.query("SELECT key_id FROM fob.store_key WHERE is_current");
  const id = rows[0]?.key_id;
  return typeof id === "string" ? id : null;
}

/**
 * From its end on nothing is sealed with another key: who wrote with the old one has ended before the lock is given,
 * and who comes later sees the new one (PostgreSQL, "Explicit Locking").
 */
export async function makeCurrent(connection: Connection, wanted: string): Promise<void> {
  if (!/^[0-9a-f]{16}$/.test(wanted)) throw new Error("a key id is hexadecimal");
  await connection.query(`BEGIN;
    LOCK TABLE fob.store_key IN SHARE ROW EXCLUSIVE MODE;
    UPDATE fob.store_key SET is_current = false WHERE is_current;
    INSERT INTO fob.store_key (key_id, is_current) VALUES ('${wanted}', true)
      ON CONFLICT (key_id) DO UPDATE SET is_current = true;
    LOCK TABLE fob.entry IN SHARE MODE;
    COMMIT`);
}

/** Keys that seal nothing any more. */
export async function forgetFormerKeys(connection: Connection): Promise<void> {
  await connection.query(
    "DELETE FROM fob.store_key AS former WHERE NOT is_current AND NOT EXISTS (SELECT FROM fob.entry WHERE entry.key_id = former.key_id)",
  );
}
