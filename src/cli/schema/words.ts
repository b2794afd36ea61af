/** A JSON Schema (draft 2020-12), as far as fob's own documents need one. */
export interface Schema {
  readonly [keyword: string]: SchemaPart;
}
export type SchemaPart = string | number | boolean | null | readonly SchemaPart[] | Schema;

/** What a command's JSON holds besides the envelope. */
export interface OutputSchema {
  readonly data: Schema;
  /** Default: an empty object. */
  readonly meta?: Schema;
}

/** Every key is always there; later versions may add some, so the published schema stays open. */
export function object(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: "object", properties, required: Object.keys(properties) };
}

/** Keys that are data themselves. */
export function dictionary(values: Schema): Schema {
  return { type: "object", additionalProperties: values };
}

export function list(items: Schema): Schema {
  return { type: "array", items };
}

/** One of these words, for good. */
export function oneOf(...words: readonly string[]): Schema {
  return { type: "string", enum: words };
}

/** One of these words, or of those that later versions may add. */
export function wordLike(words: readonly string[]): Schema {
  return { type: "string", examples: words };
}

export function constant(value: string): Schema {
  return { const: value };
}

export function either(...schemas: readonly Schema[]): Schema {
  return { anyOf: schemas };
}

export function nullable(schema: Schema): Schema {
  return either(schema, nothing);
}

export const nothing: Schema = { type: "null" };
export const text: Schema = { type: "string" };
export const truth: Schema = { type: "boolean" };
export const count: Schema = { type: "integer", minimum: 0 };

/** RFC 3339, always in UTC. */
export const time: Schema = {
  type: "string",
  format: "date-time",
  pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$",
};
