// Writes one file when told to: PATH TEXT [fd to wait on]. Ends with the status of what went wrong.
import { readSync, writeSync } from "node:fs";
import { isFobError } from "../../../src/core/errors.ts";
import { writeOwnFile } from "../../../src/platform/files/own-file.ts";

const [path = "", text = ""] = process.argv.slice(2);
writeSync(1, "ready\n");
readSync(0, Buffer.alloc(16));
try {
  writeOwnFile(path, text.startsWith("x*") ? "x".repeat(Number(text.slice(2))) : text);
  process.exit(0);
} catch (error) {
  writeSync(2, error instanceof Error ? error.message : "?");
  process.exit(isFobError(error) ? error.exit : 1);
}
