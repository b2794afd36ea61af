import { FobError } from "./errors.ts";
import type { HttpResponse } from "./http.ts";
import { visible } from "./visible.ts";

/**
 * Narrowing of what a server sent, field by field: what is not named is dropped, and what is missing
 * fails with the field's path, never with its value.
 */
export type Fields = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The answer's body as a JSON object. */
export function jsonObject(response: HttpResponse): Fields {
  const value = parseJson(response.text);
  if (isRecord(value)) return value;
  const type = visible(response.mediaType) || "no content type";
  const what = response.text === "" ? "an empty body" : `something else (${type})`;
  throw new FobError(
    "bad_answer",
    `The provider answered ${response.status} with ${what} where a JSON object was due.`,
    {
      hint: "Check --base-url: a proxy or a sign-in page may stand in the way.",
    },
  );
}

/** Undefined for what is not JSON; the parser's message would quote the body. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function recordAt(fields: Fields, key: string, path = key): Fields {
  const value = own(fields, key);
  return isRecord(value) ? value : missing(path, "an object");
}

export function textAt(fields: Fields, key: string, path = key): string {
  const value = own(fields, key);
  return typeof value === "string" && value !== "" ? value : missing(path, "a text");
}

export function listAt(fields: Fields, key: string, path = key): readonly unknown[] {
  const value = own(fields, key);
  return Array.isArray(value) ? value : missing(path, "a list");
}

/** Null for absent, empty or of another type. */
export function optionalText(fields: Fields, key: string): string | null {
  return asText(own(fields, key));
}

/** The same of a value: who reads a hundred thousand objects takes their members by names that V8 knows beforehand. */
export function asText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** An id as text: JSON numbers are taken while they are exact. */
export function optionalId(fields: Fields, key: string): string | null {
  return asId(own(fields, key));
}

export function asId(value: unknown): string | null {
  return typeof value === "number" && Number.isSafeInteger(value) ? String(value) : asText(value);
}

/** An id that must be there. */
export function idAt(fields: Fields, key: string, path = key): string {
  return optionalId(fields, key) ?? missing(path, "an id");
}

export function optionalFlag(fields: Fields, key: string): boolean | null {
  return asFlag(own(fields, key));
}

export function asFlag(value: unknown): boolean | null {
  return typeof value === "boolean" ? value : null;
}

export function optionalNumber(fields: Fields, key: string): number | null {
  const value = own(fields, key);
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** What servers send; the rest of the forms takes longer to look at. */
const usualDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
const dateForm = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(?:[Zz]|([+-]\d\d):?(\d\d))?$/;

/**
 * RFC 3339, with a space for the T and a zone without colon let pass, and UTC where no zone is named. Null for absent
 * and for what is no such date, since `new Date` makes one of "-1" too; null never means "expired".
 */
export function optionalDate(fields: Fields, key: string): Date | null {
  return asDate(own(fields, key));
}

export function asDate(value: unknown): Date | null {
  const text = asText(value);
  if (text === null) return null;
  return usualDate.test(text) ? validDate(text) : unusualDate(text);
}

function unusualDate(text: string): Date | null {
  const match = dateForm.exec(text);
  if (match === null) return null;
  const [, day, time, hours, minutes] = match;
  return validDate(`${day}T${time}${hours === undefined ? "Z" : `${hours}:${minutes}`}`);
}

function validDate(text: string): Date | null {
  const date = new Date(text);
  return Number.isFinite(date.getTime()) ? date : null;
}

function own(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

function missing(path: string, what: string): never {
  throw new FobError("bad_answer", `The provider's answer has not ${what} at ${path}.`);
}
