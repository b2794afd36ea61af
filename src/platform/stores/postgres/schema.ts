import { FobError } from "../../../core/errors.ts";
import type { Connection } from "./connection.ts";

/** The role that may use the tables and not change them; runners are made members of it. */
const clientRole = "fob_client";

const role = `DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${clientRole}') THEN
    CREATE ROLE ${clientRole} NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;`;

/**
 * Each brings the schema from the version before to its own; what is released is never changed.
 * A row is an envelope of this machine's making: the server sees names, times and ciphertext.
 */
const migrations: readonly string[] = [
  `CREATE SCHEMA fob;
REVOKE ALL ON SCHEMA fob FROM PUBLIC;
CREATE TABLE fob.schema_version (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE fob.store_key (
  key_id text PRIMARY KEY CHECK (key_id ~ '^[0-9a-f]{16}$'),
  is_current boolean NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX store_key_current ON fob.store_key (is_current) WHERE is_current;
CREATE SEQUENCE fob.entry_version;
CREATE TABLE fob.entry (
  kind text NOT NULL CHECK (kind IN ('credential', 'profile', 'probe')),
  id text NOT NULL CHECK (id ~ '^[A-Za-z0-9._@-]{1,200}$'),
  version bigint NOT NULL,
  key_id text NOT NULL REFERENCES fob.store_key,
  sealed text NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (kind, id)
);
GRANT USAGE ON SCHEMA fob TO ${clientRole};
GRANT SELECT ON fob.schema_version TO ${clientRole};
GRANT SELECT, INSERT, UPDATE, DELETE ON fob.entry, fob.store_key TO ${clientRole};
GRANT USAGE ON SEQUENCE fob.entry_version TO ${clientRole};`,
  // Nobody who is only a client can change a record, nor say when and by whom it was added.
  `CREATE TABLE fob.audit_record (
  chain text NOT NULL CHECK (chain ~ '^[0-9a-f]{32}$'),
  seq bigint NOT NULL CHECK (seq > 0),
  line text NOT NULL CHECK (length(line) <= 1000000),
  host text NOT NULL CHECK (length(host) <= 255),
  added_at timestamptz NOT NULL DEFAULT now(),
  added_by text NOT NULL DEFAULT session_user,
  PRIMARY KEY (chain, seq)
);
GRANT SELECT, INSERT (chain, seq, line, host) ON fob.audit_record TO ${clientRole};`,
  `CREATE TABLE fob.rate_budget (
  origin text PRIMARY KEY CHECK (origin ~ '^[0-9a-f]{32}$'),
  short_at timestamptz NOT NULL,
  long_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON fob.rate_budget TO ${clientRole};`,
];

/** The first version that has what is kept there. */
export const since = { entries: 1, audit: 2, rate: 3 } as const;

export const newest = migrations.length;

/**
 * The whole of it as one transaction, for whoever may not give fob the rights to do it. Run on tables that are there it
 * does what they lack, and nothing where that is nothing.
 */
export function schemaSql(): string {
  const steps = migrations.map((step, index) => {
    const isDue =
      index === 0
        ? "to_regclass('fob.schema_version') IS NULL"
        : `(SELECT max(version) FROM fob.schema_version) < ${index + 1}`;
    return `IF ${isDue} THEN\n${step}\nINSERT INTO fob.schema_version (version) VALUES (${index + 1});\nEND IF;`;
  });
  return ["BEGIN;", role, "DO $fob$ BEGIN", ...steps, "END $fob$;", "COMMIT;"].join("\n");
}

/**
 * Refuses tables that this fob does not know, so that an older one never drops what it does not understand. Older ones
 * do for what they have: machines are updated one after the other, and the tables after the last.
 */
export async function checkSchema(connection: Connection, due: number = since.entries): Promise<void> {
  const found = await versionOf(connection);
  if (found > newest) throw newer(found);
  if (found >= due) return;
  throw new FobError(
    "store_unavailable",
    `The database has fob's tables of version ${found}, and ${due} is due.`,
    {
      hint: "Bring them up to date: fob store init",
    },
  );
}

/** Answers from which version to which it went. */
export async function migrate(
  connection: Connection,
): Promise<{ readonly from: number; readonly to: number }> {
  await connection.query("SELECT pg_advisory_lock(hashtextextended('fob schema', 0))", [], 60_000);
  const { rows } = await connection.query("SELECT to_regclass('fob.schema_version') IS NOT NULL AS there");
  const from = rows[0]?.there === true ? await versionOf(connection) : 0;
  if (from > newest) throw newer(from);
  if (from < newest) await connection.query(schemaSql(), [], 60_000);
  return { from, to: newest };
}

async function versionOf(connection: Connection): Promise<number> {
  const { rows } = await connection.query("SELECT max(version) AS version FROM fob.schema_version");
  const version = rows[0]?.version;
  return typeof version === "number" ? version : 0;
}

function newer(found: number): FobError {
  return new FobError(
    "store_unavailable",
    `The database was set up by a newer fob (version ${found} of its tables).`,
    {
      hint: "Update fob on this machine.",
    },
  );
}
