import type { JsonBody } from "../../core/http.ts";
import type { Part, Template } from "./request.ts";

export type Values = Readonly<Record<string, JsonBody | undefined>>;

/** A field or item whose placeholder has no value is left out. */
export function filled(template: Template, values: Values): JsonBody | undefined {
  if ("value" in template) return template.value;
  if ("name" in template) return values[template.name] ?? undefined;
  if ("items" in template) {
    const items = template.items.map((item) => filled(item, values));
    return items.filter((item) => item !== undefined);
  }
  const fields = template.fields.flatMap(([key, inner]): [string, JsonBody][] => {
    const value = filled(inner, values);
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(fields);
}

/** Null where an id that the path needs is not known. */
export function filledPath(
  parts: readonly Part[],
  ids: Readonly<Record<string, string | undefined>>,
): readonly string[] | null {
  const path = parts.map((part) => ("text" in part ? part.text : ids[part.name]));
  return path.every((segment) => segment !== undefined) ? path : null;
}
