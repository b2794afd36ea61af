import {
  type Fields,
  isRecord,
  optionalDate,
  optionalId,
  optionalNumber,
  optionalText,
  recordAt,
} from "../../core/narrow.ts";
import { epochDate } from "../../core/tokens.ts";
import { matching, type Place } from "./words.ts";

/** Where a field stands in an answer: `session.token`. */
export interface FieldPath {
  readonly text: string;
  readonly parents: readonly string[];
  readonly key: string;
}

const form = /^[\w$-]{1,64}(?:\.[\w$-]{1,64}){0,9}$/;

export function fieldPathOf(place: Place): FieldPath {
  const text = matching(place, form, "the path of a field, as session.token,");
  const keys = text.split(".");
  return { text, parents: keys.slice(0, -1), key: keys.at(-1) ?? "" };
}

/** The object that holds the field, which must be there. */
export function holder(body: Fields, { parents }: FieldPath): Fields {
  return parents.reduce(
    (found, key, depth) => recordAt(found, key, parents.slice(0, depth + 1).join(".")),
    body,
  );
}

/** The same where the field need not be there. */
function mayHold(body: Fields, { parents }: FieldPath): Fields {
  return parents.reduce((found: Fields, key) => {
    const next = Object.hasOwn(found, key) ? found[key] : null;
    return isRecord(next) ? next : {};
  }, body);
}

export function textIn(body: Fields, path: FieldPath | null): string | null {
  return path === null ? null : optionalText(mayHold(body, path), path.key);
}

export function idIn(body: Fields, path: FieldPath | null): string | null {
  return path === null ? null : optionalId(mayHold(body, path), path.key);
}

export function flagIn(body: Fields, path: FieldPath | null): boolean | null {
  if (path === null) return null;
  const fields = mayHold(body, path);
  const value = Object.hasOwn(fields, path.key) ? fields[path.key] : null;
  return typeof value === "boolean" ? value : null;
}

export function numberIn(body: Fields, path: FieldPath | null): number | null {
  return path === null ? null : optionalNumber(mayHold(body, path), path.key);
}

/** As text with a year, or as seconds since 1970. */
export function dateIn(body: Fields, path: FieldPath | null): Date | null {
  if (path === null) return null;
  const seconds = numberIn(body, path);
  return seconds === null ? optionalDate(mayHold(body, path), path.key) : epochDate(seconds);
}
