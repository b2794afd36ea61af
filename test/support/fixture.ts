import { readFileSync } from "node:fs";

/** A sample answer of the vendors' documents, its secrets replaced by made-up ones, as a fresh value. */
export function fixture(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`../fixtures/${path}.json`, import.meta.url), "utf8"));
}

/** The same with another value at one place, as `at(sample, "data.attributes.token", null)`; undefined leaves it out. */
export function at<T extends object>(sample: T, path: string, value: unknown): T {
  const copy = structuredClone(sample);
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  let place: Record<string, unknown> = copy as Record<string, unknown>;
  for (const key of keys) {
    const next = place[key];
    if (typeof next !== "object" || next === null) throw new Error(`the sample has nothing at ${path}`);
    place = next as Record<string, unknown>;
  }
  if (value === undefined) delete place[last];
  else place[last] = value;
  return copy;
}
