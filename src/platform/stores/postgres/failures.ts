import { FobError } from "../../../core/errors.ts";
import { isRecord } from "../../../core/narrow.ts";
import { type Address, placeOf } from "./address.ts";

/** `again`: the same may work in a moment, on a new connection. */
export interface Failure {
  readonly again: boolean;
  /** More asked at once than the server has places for. */
  readonly crowded: boolean;
  readonly error: FobError;
}

type Row = readonly [code: RegExp, again: boolean, reason: string, hint?: string];

const isReady = "Check that it runs and can be reached, as: pg_isready -h HOST -p PORT";
const howToRights = 'Give this role the rights of fob: GRANT fob_client TO "ROLE"';

/** PostgreSQL, "Error Codes"; the server's own words are never repeated, since they may hold a value. */
const rows: readonly Row[] = [
  [/^(53300|53400)$/, true, "it has too many connections", "Raise max_connections, or run fewer at once."],
  [/^57P0[123]$/, true, "it is starting or shutting down", isReady],
  [/^(40001|40P01)$/, true, "others changed the same at the same time"],
  [/^(08|53|57P05|25P03)/, true, "it cut the connection", isReady],
  [
    /^28/,
    false,
    "it refuses this login",
    "Give its password by PGPASSWORD, ~/.pgpass or --secret storePassword=SOURCE.",
  ],
  [/^3D000$/, false, "there is no such database", "Make it first, as: createdb NAME"],
  [/^(3F000|42P01)$/, false, "it has no tables of fob's yet", "Make them: fob store init"],
  [/^42501$/, false, "this role may not do that", howToRights],
  [/^25006$/, false, "it can only be read (a replica?)", "Name the primary server in the URL."],
];

const cutOff = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN)$/;
const cutOffWords = /connection terminated|timeout expired|read timeout|not queryable|was closed/i;

/** What a statement or a connection failed with, in fob's words. */
export function failureOf(error: unknown, address: Address): Failure {
  const { code, message } = wordsOf(error);
  const unavailable = (again: boolean, reason: string, hint?: string): Failure => ({
    again,
    crowded: /^53[34]00$/.test(code),
    error: new FobError("store_unavailable", `The database ${placeOf(address)} fails: ${reason}.`, {
      hint,
      retryable: again,
      cause: error,
    }),
  });
  if (code === "55P03") return { again: false, crowded: false, error: waitedTooLong(error) };
  const row = rows.find(([pattern]) => pattern.test(code));
  if (row !== undefined) return unavailable(row[1], row[2], row[3]);
  if (cutOff.test(code)) return unavailable(true, `it does not answer (${code})`, isReady);
  if (cutOffWords.test(message))
    return unavailable(true, "it does not answer in time, or cut the connection", isReady);
  if (code === "ENOTFOUND") return unavailable(false, "there is no such host", "Check the host in the URL.");
  if (/password must be a (non-empty )?string|no password/i.test(message))
    return unavailable(false, "it asks for a password", rows.find(([pattern]) => pattern.test("28"))?.[3]);
  if (/SSL|TLS|CERT|self-signed|altname/i.test(`${code} ${message}`))
    return unavailable(
      false,
      `its TLS cannot be trusted (${code || "it has none"})`,
      "Name your own certificates with sslrootcert=FILE in the URL.",
    );
  return unavailable(false, `of a reason unknown to fob (${code || "no code"})`);
}

export function waitedTooLong(cause?: unknown): FobError {
  return new FobError("lock_timeout", "Waited too long for another machine to finish with this login.", {
    hint: "Run the same command again when it has finished.",
    retryable: true,
    cause,
  });
}

/** Node tries all addresses of a name and hands on all that failed. */
function wordsOf(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof AggregateError && error.errors.length > 0) return wordsOf(error.errors[0]);
  const fields = isRecord(error) ? error : {};
  const code = typeof fields.code === "string" ? fields.code : "";
  return { code, message: typeof fields.message === "string" ? fields.message : "" };
}
