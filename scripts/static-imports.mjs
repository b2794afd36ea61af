import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

const statement = /^(?:import|export)\s(?!type\b)[^;]*?from\s+"(\.[^"]+\.ts)";/gm;

/** The files of ours that these load with them, themselves among them, as absolute paths; `but` and what it alone loads left out. */
export function staticImports(entries, but = []) {
  const found = new Set();
  const out = new Set(but.map((file) => resolve(file)));
  const visit = (file) => {
    if (found.has(file) || out.has(file)) return;
    found.add(file);
    for (const [, path] of readFileSync(file, "utf8").matchAll(statement))
      visit(resolve(dirname(file), path));
  };
  for (const entry of entries) visit(resolve(entry));
  return found;
}
