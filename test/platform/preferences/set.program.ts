// Sets the default profile in CONFIG_DIR. Ends with the status of what went wrong.
import { writeSync } from "node:fs";
import { isFobError } from "../../../src/core/errors.ts";
import { createPreferences } from "../../../src/platform/preferences/preferences.ts";

try {
  await createPreferences(process.argv[2] ?? "").set({ defaultProfile: "work" });
} catch (error) {
  writeSync(2, error instanceof Error ? error.message : "?");
  process.exitCode = isFobError(error) ? error.exit : 1;
}
