import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { setAside } from "../../../src/platform/files/set-aside.ts";
import { refusal } from "../../support/refusal.ts";

it("keeps every damaged file under a name of its own", () => {
  const folder = mkdtempSync(join(tmpdir(), "fob-aside-"));
  const path = join(folder, "work.json");
  const texts = ["one", "two", "three"];
  const names = texts.map((text) => {
    writeFileSync(path, text);
    return setAside(path);
  });
  expect(names.map((name) => readFileSync(name, "utf8"))).toEqual(texts);
  for (const name of names)
    expect(basename(name)).toMatch(/^work\.json\.damaged-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z(-\d)?$/);
  expect(readdirSync(folder).sort()).toEqual(names.map((name) => basename(name)).sort());
  const why = `Cannot set aside ${path}: a part of the path does not exist.`;
  expect(refusal(() => setAside(path))).toEqual(["local_io", 10, why]);
  rmSync(folder, { recursive: true });
});
