import { isFobError } from "../../../src/core/errors.ts";
import { isReaderGone, textWriter, writeQuietly, writeWhole } from "../../../src/platform/terminal/output.ts";

/** Writes so many bytes to stdout and tells on stderr how it went: `whole BYTES`, `quietly BYTES`, `many BYTES`. */
const [how, bytes] = process.argv.slice(2);
const text = `${"x".repeat(Number(bytes) - 4)}end\n`;
try {
  if (how === "many") writeMany(textWriter(1));
  else (how === "whole" ? writeWhole : writeQuietly)(1, text);
  writeQuietly(2, "written");
} catch (error) {
  if (!isFobError(error)) throw error;
  writeQuietly(2, `${error.exit} ${error.message} ${isReaderGone(error)}`);
}

/** Lengths around those of the buffer, with characters of one to four bytes at its borders. */
function writeMany(write: (text: string) => void): void {
  for (const length of [1, 5000, 131_071, 131_072, 131_073]) write(`${"x".repeat(length)}é\n`);
  for (const character of ["é", "€", "😀"])
    for (let pad = 0; pad < 4; pad++) write("x".repeat(pad) + character.repeat(70_000));
  write(text);
}
