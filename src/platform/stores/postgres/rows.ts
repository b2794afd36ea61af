import type { Fields } from "../../../core/narrow.ts";
import { textAt } from "../../../core/narrow.ts";
import type { Connection } from "./connection.ts";

export type Kind = "credential" | "profile" | "probe";

/** One value as it rests: `version` never comes twice, whatever is deleted and made again. */
export interface Row {
  readonly id: string;
  readonly version: string;
  readonly keyId: string;
  readonly sealed: string;
}

/** What a write has to know: the row that it replaces, and how the new one is to be made. */
export interface Before {
  readonly row: Row | null;
  readonly nextVersion: string;
  readonly currentKey: string | null;
}

const columns = "entry.id, entry.version::text AS version, entry.key_id, entry.sealed";

export async function findRow(connection: Connection, kind: Kind, id: string): Promise<Row | null> {
  const { rows } = await connection.query(`SELECT ${columns} FROM fob.entry WHERE kind = $1 AND id = $2`, [
    kind,
    id,
  ]);
  return rows[0] === undefined ? null : rowOf(rows[0]);
}

export async function listRows(connection: Connection, kind: Kind): Promise<readonly Row[]> {
  const { rows } = await connection.query(
    `SELECT ${columns} FROM fob.entry WHERE kind = $1 ORDER BY id COLLATE "C"`,
    [kind],
  );
  return rows.map(rowOf);
}

export async function lookBefore(connection: Connection, kind: Kind, id: string): Promise<Before> {
  const { rows } = await connection.query(
    `SELECT nextval('fob.entry_version')::text AS next, store_key.key_id AS current, ${columns}
     FROM (SELECT 1) AS one LEFT JOIN fob.store_key ON is_current
     LEFT JOIN fob.entry ON kind = $1 AND id = $2`,
    [kind, id],
  );
  const fields = rows[0] ?? {};
  return {
    row: fields.version === null ? null : rowOf(fields),
    nextVersion: textAt(fields, "next"),
    currentKey: typeof fields.current === "string" ? fields.current : null,
  };
}

/**
 * False where the row is not any more what was seen, or the key not the current one: then nothing was written, and
 * a turnover of the key finds every row that the old one has sealed.
 */
export async function writeRow(
  connection: Connection,
  kind: Kind,
  row: Row,
  seen: string | null,
): Promise<boolean> {
  const { id, version, keyId, sealed } = row;
  const values = [kind, id, version, keyId, sealed];
  const isCurrent = "EXISTS (SELECT FROM fob.store_key WHERE key_id = $4 AND is_current)";
  const insert = `INSERT INTO fob.entry (kind, id, version, key_id, sealed)
    SELECT $1::text, $2::text, $3::bigint, $4::text, $5::text WHERE ${isCurrent} ON CONFLICT DO NOTHING`;
  const update = `UPDATE fob.entry SET version = $3::bigint, key_id = $4, sealed = $5, updated_at = now()
    WHERE kind = $1 AND id = $2 AND version = $6::bigint AND ${isCurrent}`;
  const { count } =
    seen === null
      ? await connection.query(insert, values)
      : await connection.query(update, [...values, seen]);
  return count === 1;
}

/** `expected` is the version that must still be there; null takes any. */
export async function deleteRow(
  connection: Connection,
  kind: Kind,
  id: string,
  expected: string | null,
): Promise<"deleted" | "absent" | "changed"> {
  const text =
    "DELETE FROM fob.entry WHERE kind = $1 AND id = $2 AND version = coalesce($3::bigint, version)";
  if ((await connection.query(text, [kind, id, expected])).count === 1) return "deleted";
  return (await findRow(connection, kind, id)) === null ? "absent" : "changed";
}

function rowOf(fields: Fields): Row {
  return {
    id: textAt(fields, "id"),
    version: textAt(fields, "version"),
    keyId: textAt(fields, "key_id"),
    // Empty where somebody emptied it, which is told as every other damage.
    sealed: typeof fields.sealed === "string" ? fields.sealed : "",
  };
}
