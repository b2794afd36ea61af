import { createRedactor } from "../../src/core/redactor.ts";

/** What is shown of a stream that comes in these chunks. */
export function masked(secrets: readonly string[], chunks: readonly (string | Buffer)[]): string {
  const { keep, mask } = createRedactor();
  for (const secret of secrets) keep(secret);
  const { push, end } = mask();
  const shown = chunks.map((chunk) => push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk)));
  return Buffer.concat([...shown, end()]).toString("utf8");
}
