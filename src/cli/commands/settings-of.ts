import { resolve } from "node:path";
import { FobError } from "../../core/errors.ts";

/** The pairs of `--set`. */
export function settingsOf(pairs: readonly string[]): Readonly<Record<string, string>> {
  const settings = pairs.map((pair): [string, string] => {
    const at = pair.indexOf("=");
    const [key, value] = [pair.slice(0, Math.max(at, 0)), pair.slice(at + 1)];
    if (key === "" || value === "") {
      throw new FobError("usage", "--set takes KEY=VALUE.", { hint: "As: --set organizationId=42" });
    }
    // The file is found from any folder later on.
    return [key, key === "caFile" ? resolve(value) : value];
  });
  return Object.fromEntries(settings);
}
