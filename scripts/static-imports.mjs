import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

const statement = /^(?:import|export)\s(?!type\b)[^;]*?from\s+"(\.[^"]+\.ts)";/gm;

/** The files of ours that these load with them, themselves among them, as absolute paths. */
export function staticImports(entries) {
  const found = new Set();
  const visit = (file) => {
    if (found.has(file)) return;
    found.add(file);
    for (const [, path] of readFileSync(file, "utf8").matchAll(statement))
      visit(resolve(dirname(file), path));
  };
  for (const entry of entries) visit(resolve(entry));
  return found;
}
