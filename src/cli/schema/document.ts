import { errorSchema } from "../json/index.ts";
import { schemaName } from "./name.ts";
import { constant, list, type OutputSchema, object, type Schema, text } from "./words.ts";

const dialect = "https://json-schema.org/draft/2020-12/schema";

const warnings = list(object({ code: text, message: text }));

/** What a command prints with `--json`. */
export function documentSchema(path: readonly string[], { data, meta = object({}) }: OutputSchema): Schema {
  return object({ schema: constant(schemaName(path)), data, meta, warnings });
}

/** The last line of stderr when a command with `--json` fails. */
export function failureSchema(): Schema {
  return object({ schema: constant(schemaName("error")), error: errorSchema });
}

/** A schema that stands by itself. */
export function published(title: string, schema: Schema): Schema {
  return { $schema: dialect, title, ...schema };
}

/** All of them in one: any document of fob is one of these. */
export function allSchemas(named: Readonly<Record<string, Schema>>): Schema {
  const names = Object.keys(named);
  return {
    $schema: dialect,
    title: "Every JSON document of fob",
    $defs: named,
    anyOf: names.map((name) => ({ $ref: `#/$defs/${name.replaceAll("/", "~1")}` })),
  };
}
