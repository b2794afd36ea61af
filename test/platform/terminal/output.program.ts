import { isFobError } from "../../../src/core/errors.ts";
import { isReaderGone, writeQuietly, writeWhole } from "../../../src/platform/terminal/output.ts";

/** Writes so many bytes to stdout and tells on stderr how it went: `whole BYTES` or `quietly BYTES`. */
const [how, bytes] = process.argv.slice(2);
const text = `${"x".repeat(Number(bytes) - 4)}end\n`;
try {
  (how === "whole" ? writeWhole : writeQuietly)(1, text);
  writeQuietly(2, "written");
} catch (error) {
  if (!isFobError(error)) throw error;
  writeQuietly(2, `${error.exit} ${error.message} ${isReaderGone(error)}`);
}
