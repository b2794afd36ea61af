import { readFileSync } from "node:fs";
import { join } from "node:path";

const guide = join(import.meta.dirname, "../../docs/writing-a-provider.md");

export function guideText(): string {
  return readFileSync(guide, "utf8");
}

/** The provider file that the guide shows, word for word. */
export function exampleFile(): string {
  const [, json] = /<!-- example[^\n]*\n```json\n(.*?)```/s.exec(guideText()) ?? [];
  if (json === undefined) throw new Error("the guide shows no provider file");
  return json;
}

type Json = Record<string, unknown>;

/** The example with other values at these places, as `login.token`; undefined takes the key out. */
export function exampleWith(changes: Readonly<Record<string, unknown>>): string {
  const file = JSON.parse(exampleFile()) as Json;
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    const holder = keys.reduce((found, key) => found[key] as Json, file);
    holder[last] = value;
  }
  return JSON.stringify(file);
}
