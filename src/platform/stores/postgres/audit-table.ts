import type { AuditRow, AuditTable } from "../../audit/table.ts";
import type { Connection } from "./connection.ts";
import type { Database } from "./database.ts";
import { checkSchema, since } from "./schema.ts";

const page = 1_000;

/** The records of all machines. Whoever is only a client can neither change nor remove one. */
export function auditTable(database: Database, host: string): AuditTable {
  const run = async (text: string, values: readonly unknown[] = []) =>
    database.run(async (connection: Connection) => {
      await checkSchema(connection, since.audit);
      return connection.query(text, values);
    });
  const number = async (text: string, values: readonly unknown[]) =>
    Number((await run(text, values)).rows[0]?.number ?? 0);
  return {
    host,
    async chains() {
      const { rows } = await run(
        "SELECT chain, max(host) AS host FROM fob.audit_record GROUP BY chain ORDER BY min(added_at), chain",
      );
      return rows.map((row) => ({ chain: String(row.chain), host: String(row.host) }));
    },
    lastSeq: (chain) =>
      number("SELECT max(seq)::text AS number FROM fob.audit_record WHERE chain = $1", [chain]),
    count: (chain) =>
      number("SELECT count(*)::text AS number FROM fob.audit_record WHERE chain = $1", [chain]),
    async add(chain, rows) {
      const { count } = await run(
        `INSERT INTO fob.audit_record (chain, seq, line, host)
         SELECT $1, one.seq, one.line, $2 FROM unnest($3::bigint[], $4::text[]) AS one (seq, line)
         ON CONFLICT DO NOTHING`,
        [chain, host, rows.map(({ seq }) => seq), rows.map(({ line }) => line)],
      );
      return count;
    },
    async *rows(chain, fromSeq) {
      for (let from = fromSeq; ; ) {
        const { rows } = await run(
          `SELECT seq::text AS seq, line FROM fob.audit_record WHERE chain = $1 AND seq >= $2 ORDER BY audit_record.seq LIMIT ${page}`,
          [chain, from],
        );
        const found = rows.map((row): AuditRow => ({ seq: Number(row.seq), line: String(row.line) }));
        if (found.length > 0) yield found;
        const last = found.at(-1);
        if (last === undefined || found.length < page) return;
        from = last.seq + 1;
      }
    },
  };
}
