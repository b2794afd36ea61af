import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "rolldown";

// Node 20 runs no TypeScript, so what describes the commands is bundled first.
const folder = mkdtempSync(path.join(tmpdir(), "fob-docs-"));
try {
  const file = path.join(folder, "documents.mjs");
  const output = { file, format: "esm", codeSplitting: false };
  await build({ input: "scripts/docs/documents.ts", platform: "node", logLevel: "warn", output });
  const { documents } = await import(pathToFileURL(file).href);
  for (const [name, text] of await documents(process.cwd())) writeFileSync(name, text);
} finally {
  rmSync(folder, { recursive: true });
}
