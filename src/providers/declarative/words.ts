import { FobError } from "../../core/errors.ts";
import { type Fields, isRecord } from "../../core/narrow.ts";
import { visible } from "../../core/visible.ts";

/** A value of a provider file and where it stands, as `login.body.email`. */
export interface Place {
  readonly value: unknown;
  readonly path: string;
}

export function wrong(path: string, what: string): FobError {
  return new FobError("usage", `The provider file is wrong at ${visible(path)}: ${what}.`, {
    hint: "What stands where: fob provider add --help",
  });
}

/** An object that holds no key but these: a misspelt one would else be left out in silence. */
export function objectOf({ value, path }: Place, known: readonly string[]): Fields {
  if (!isRecord(value)) throw wrong(path, "an object is due");
  const stray = Object.keys(value).find((key) => !known.includes(key));
  if (stray !== undefined) throw wrong(below(path, stray), `no such key; there is ${known.join(", ")}`);
  return value;
}

export function at(fields: Fields, key: string, path: string): Place {
  return { value: Object.hasOwn(fields, key) ? fields[key] : undefined, path: below(path, key) };
}

function below(path: string, key: string): string {
  return path === "the top" ? key : `${path}.${key}`;
}

/** A line of text that is as it looks. */
export function lineOf({ value, path }: Place, longest = 60): string {
  const isLine = typeof value === "string" && value.trim() === value && value !== "";
  if (!isLine || value.length > longest || visible(value) !== value)
    throw wrong(path, `a text of 1 to ${longest} characters is due`);
  return value;
}

/** Null where the file says nothing. */
export function optional<T>(place: Place, read: (place: Place) => T): T | null {
  return place.value === undefined || place.value === null ? null : read(place);
}

export function matching({ value, path }: Place, form: RegExp, what: string): string {
  if (typeof value === "string" && form.test(value)) return value;
  throw wrong(path, `${what} is due`);
}

export function wholeOf({ value, path }: Place, least: number, most: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrong(path, `a number from ${least} to ${most} is due`);
}
