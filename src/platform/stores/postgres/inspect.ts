import type { Clock } from "../../../core/clock.ts";
import { FobError } from "../../../core/errors.ts";
import type { Finding } from "../../../core/finding.ts";
import type { Fields } from "../../../core/narrow.ts";
import { type Address, placeOf } from "./address.ts";
import type { Database } from "./database.ts";
import type { KeyRing } from "./key-ring.ts";
import { newest } from "./schema.ts";

/** Other machines would see a login expire at another time than this one. */
const tolerableSkewMs = 60_000;

const facts = `SELECT current_setting('server_version') AS version, pg_is_in_recovery() AS replica,
  current_setting('transaction_read_only') = 'on' AS read_only,
  (SELECT rolsuper OR pg_has_role(oid, (SELECT relowner FROM pg_class WHERE oid = 'fob.entry'::regclass), 'MEMBER')
     FROM pg_roles WHERE rolname = current_user) AS owns,
  (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now,
  (SELECT key_id FROM fob.store_key WHERE is_current) AS key_id,
  (SELECT count(*)::int FROM fob.store_key WHERE NOT is_current) AS former_keys,
  (SELECT max(version) FROM fob.schema_version) AS tables,
  (SELECT rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user) AS makes_roles,
  has_schema_privilege('fob', 'CREATE') AS makes_tables,
  has_table_privilege(to_regclass('fob.audit_record'), 'UPDATE, DELETE, TRUNCATE') AS changes_audit`;

/** Each finding is of the check `store` or `clock`; nothing is changed. */
export async function inspectDatabase(
  database: Database,
  address: Address,
  ring: () => KeyRing,
  clock: Clock,
): Promise<readonly Finding[]> {
  const subject = `postgres ${placeOf(address)}`;
  const finding = (check: Finding["check"], message: string, hint: string | null = null): Finding => ({
    check,
    subject,
    status: hint === null ? "ok" : "warning",
    message,
    hint,
  });
  try {
    const { rows } = await database.run((connection) => connection.query(facts));
    const found = rows[0] ?? {};
    return [
      finding(
        "store",
        `PostgreSQL ${String(found.version)}, ${address.tls ? "by TLS, its name checked" : "on this machine, without TLS"}.`,
      ),
      ...warningsOf(found).map(([message, hint]) => finding("store", message, hint)),
      keyFinding(found, ring, finding),
      clockFinding(clock.now().getTime() - Number(found.now), finding),
    ];
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
    return [{ ...finding("store", error.message), status: "failed", hint: error.details.hint ?? null }];
  }
}

type Warning = readonly [isSo: boolean, message: string, hint: string];

function warningsOf(found: Fields): readonly (readonly [message: string, hint: string])[] {
  const { replica, read_only: readOnly, owns, former_keys: formerKeys, tables } = found;
  const version = Number(tables);
  const client = "Use a role with fob_client alone: fob store init --help";
  const may = tooWide(found);
  const warnings: readonly Warning[] = [
    [
      replica === true || readOnly === true,
      "It can only be read, so no login can be renewed.",
      "Name the primary server in the URL.",
    ],
    [owns === true, "This role owns fob's tables and could drop them.", client],
    [owns !== true && may !== "", `This role may do more than a runner needs: ${may}.`, client],
    [
      version < newest,
      `Its tables are of version ${version}; this fob uses what came with version ${newest}.`,
      "When every machine has this fob: fob store init",
    ],
    [Number(formerKeys) > 0, "Some entries may still be sealed with a former key.", "fob store rekey"],
  ];
  return warnings.flatMap(([isSo, message, hint]) => (isSo ? [[message, hint] as const] : []));
}

function tooWide({ makes_roles: roles, makes_tables: tables, changes_audit: audit }: Fields): string {
  const rights = [
    [roles, "make roles or databases"],
    [tables, "make tables of fob's"],
    [audit, "change the audit trail"],
  ] as const;
  return rights.flatMap(([has, what]) => (has === true ? [what] : [])).join(", ");
}

type MakeFinding = (check: Finding["check"], message: string, hint?: string | null) => Finding;

function keyFinding({ key_id: current }: Fields, ring: () => KeyRing, make: MakeFinding): Finding {
  const { ids } = ring();
  if (typeof current !== "string") return make("store", "No key is in use yet; the first login brings it.");
  if (!ids.includes(current))
    return make(
      "store",
      `It uses the key ${current}, which this machine has not.`,
      "Add it to the file that FOB_STORE_KEY_FILE names.",
    );
  if (ids.length === 1) return make("store", `This machine has its key ${current}.`);
  if (ids[0] !== current)
    return make(
      "store",
      `Its key is ${current}; ${ids[0]} is ready to follow.`,
      "When every machine has both: fob store rekey",
    );
  return make(
    "store",
    `Its key is ${current}; this machine has ${ids.length - 1} more.`,
    "When rekey is done, remove the former ones from the key file.",
  );
}

function clockFinding(skewMs: number, make: MakeFinding): Finding {
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (Math.abs(skewMs) <= tolerableSkewMs)
    return make("clock", `It agrees with the database's to ${seconds} s.`);
  const side = skewMs > 0 ? "ahead of" : "behind";
  return make(
    "clock",
    `It is ${seconds} s ${side} the database's.`,
    "Set the clock: timedatectl set-ntp true",
  );
}
