import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newUserFile, readUserFile, writeUserFile } from "../../../src/platform/files/user-file.ts";
import { refusal } from "../../support/refusal.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fob-user-"));
  mkdirSync(join(folder, "real"));
  symlinkSync(join(folder, "real"), join(folder, "link"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a file that the user names", () => {
  it.each(["real", "link"])("is written whole, 0600, and nothing is left beside it: in %s", (where) => {
    const path = join(folder, where, "plan.json");
    expect(readUserFile(path)).toBe(null);
    writeUserFile(path, "one");
    writeUserFile(path, "two");
    expect([readUserFile(path), statSync(path).mode & 0o777]).toEqual(["two", 0o600]);
    expect(readdirSync(join(folder, "real"))).toEqual(["plan.json"]);
  });

  it.each(["real", "link"])("is reserved before there is anything to write: in %s", (where) => {
    const path = join(folder, where, "report.md");
    const file = newUserFile(path);
    expect(readUserFile(path)).toBe("");
    file.write("the report");
    expect(readUserFile(path)).toBe("the report");
    file.discard();
    expect(readdirSync(join(folder, "real"))).toEqual([]);
  });

  it("is never taken from another where it must be new", () => {
    const path = join(folder, "mine");
    writeFileSync(path, "keep me");
    expect(refusal(() => newUserFile(path))).toEqual([
      "local_io",
      10,
      `${path} exists already: nothing was written.`,
    ]);
    expect(readUserFile(path)).toBe("keep me");
  });
});
