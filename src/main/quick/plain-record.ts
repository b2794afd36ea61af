import { type Fields, isRecord, parseJson } from "../../core/narrow.ts";

/** An active login's record that holds what records hold as a rule. */
export interface PlainRecord {
  readonly name: string;
  readonly provider: string;
  readonly baseUrl: string;
  readonly ref: string;
  readonly store: "keychain" | "file";
  readonly identity: Readonly<Record<"id" | "login" | "name" | "email", string | null>>;
  readonly session: Readonly<Record<"id" | "expiresAt", string | null>>;
  readonly settings: Readonly<Record<string, unknown>>;
}

const printable = /^[ -~]+$/;
const refForm = /^[A-Za-z0-9._@-]+$/;
/** On a day that every month has, so that no calendar is needed. */
export const timeForm = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3])(:[0-5]\d){2}\.\d{3}Z$/;
/** What a URL parser leaves as it is: no port that can go, no number as a host, no dots or signs in the path. */
const urlForm =
  /^(https:\/\/([a-z][a-z0-9]*(-[a-z0-9]+)*\.)+[a-z]{2,9}|http:\/\/127\.0\.0\.1:([1-9]\d{3}|[1-5]\d{4}))(\/[\w-]+)*$/;

/**
 * Null for whatever else a record may be. What is taken here, platform/profile-records/record.ts takes in the same
 * way (test/main/quick/plain-record.test.ts).
 */
export function plainRecord(text: string, name: string): PlainRecord | null {
  const fields = parseJson(text);
  if (!isRecord(fields) || fields.name !== name || !hasUsualState(fields)) return null;
  const { provider, baseUrl, ref, store, settings } = fields;
  if (store !== "keychain" && store !== "file") return null;
  if (!isText(provider, printable) || !isText(baseUrl, urlForm) || !isText(ref, refForm)) return null;
  const identity = identityOf(fields.identity);
  const session = sessionOf(fields.session);
  if (identity === null || session === null || !isRecord(settings)) return null;
  return { name, provider, baseUrl, ref, store, identity, session, settings };
}

function hasUsualState({ v, state, given, pendingRevokes, settings }: Fields): boolean {
  if (v !== 1 || state !== "active" || typeof given !== "boolean" || !isRecord(settings)) return false;
  if (!Number.isSafeInteger(pendingRevokes) || Number(pendingRevokes) < 0) return false;
  return Object.values(settings).every((setting) => typeof setting === "string");
}

function identityOf(value: unknown): PlainRecord["identity"] | null {
  if (!isRecord(value)) return null;
  const { id, login, name, email } = value;
  if (!isPlain(id) || !isPlain(login) || !isPlain(name) || !isPlain(email)) return null;
  return { id, login, name, email };
}

function sessionOf(value: unknown): PlainRecord["session"] | null {
  if (!isRecord(value)) return null;
  const { id, expiresAt } = value;
  return isPlain(id) && (expiresAt === null || isText(expiresAt, timeForm)) ? { id, expiresAt } : null;
}

function isPlain(value: unknown): value is string | null {
  return value === null || isText(value, printable);
}

function isText(value: unknown, form: RegExp): value is string {
  return typeof value === "string" && form.test(value);
}
