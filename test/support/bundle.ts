import { join } from "node:path";
import { rolldown } from "rolldown";
import { tempFolder } from "./temp-folder.ts";

/** A program of a test, with the parts of src that it imports, as one file that node runs; gives its path. */
export async function bundle(entry: string): Promise<string> {
  const file = join(tempFolder("fob-bundle-"), "program.mjs");
  const build = await rolldown({ input: entry, platform: "node", logLevel: "warn" });
  await build.write({ file, format: "esm", codeSplitting: false });
  await build.close();
  return file;
}
