/** Loaded when it is called: it costs a tenth of a start, and readers load what some writers alone need. */
export function nodeCrypto() {
  return process.getBuiltinModule("node:crypto");
}
