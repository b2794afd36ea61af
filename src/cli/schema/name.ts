/** The name that a document bears as its `schema`. */
export function schemaName(what: readonly string[] | "error"): string {
  return `fob.${what === "error" ? what : what.join(".")}/v1`;
}
