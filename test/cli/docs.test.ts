import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { documents } from "../../scripts/docs/documents.ts";
import { exitStatuses } from "../../scripts/docs/exit-statuses.ts";
import { between } from "../../scripts/docs/tables.ts";
import { commands } from "../../src/cli/commands/index.ts";
import { exitStatus } from "../../src/core/errors.ts";
import { itNeeds, without } from "../support/needs.ts";

const root = join(import.meta.dirname, "../..");
const written = [...(await documents(root))].map(([name, text]) => ({ name: relative(root, name), text }));
const pages = written.map(({ name }) => name).filter((name) => name.startsWith("man/"));

describe("what is written of the commands", () => {
  it.each(written)("$name says what they say of themselves; else: npm run docs", ({ name, text }) => {
    const file = join(root, name);
    expect(existsSync(file) ? readFileSync(file, "utf8") : null).toBe(text);
  });

  it("has a page for every command, and none for what is no more", () => {
    const names = commands.map(({ path }) => `man/fob-${path.join("-")}.1`);
    expect([...pages].sort()).toEqual(["man/fob.1", ...names].sort());
    expect(
      readdirSync(join(root, "man"))
        .map((name) => `man/${name}`)
        .sort(),
    ).toEqual([...pages].sort());
  });

  it("means every exit status that there is, once", () => {
    const told = exitStatuses.flatMap(([numbers]) => numbers);
    const ours = Object.values(exitStatus);
    expect(new Set(told).size).toBe(told.length);
    expect(ours.filter((status) => !told.includes(status))).toEqual([]);
    expect(told.filter((status) => ![0, 125, ...ours].includes(status))).toEqual([]);
  });

  it("is put between marks that are there once, and nowhere else", () => {
    const text = "a\n<!-- x -->\nold\n<!-- end of x -->\nb\n";
    expect(between(text, "x", "new\n")).toBe("a\n<!-- x -->\nnew\n<!-- end of x -->\nb\n");
    expect(() => between(text, "y", "")).toThrow("y");
    expect(() => between(text + text, "x", "")).toThrow("x");
  });

  it("is in the package", () => {
    const { stdout } = spawnSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: root,
      encoding: "utf8",
    });
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(pages));
  });
});

itNeeds(without(["sh", "-c", "command -v mandoc"], "mandoc"), "the manual's pages are well made", () => {
  const files = pages.map((name) => join(root, name));
  const { stdout, stderr } = spawnSync("mandoc", ["-T", "lint", "-W", "warning", ...files], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  // A page of one version is always the same, so it bears no date.
  expect(stdout.split("\n").filter((line) => line !== "" && !line.includes("missing date"))).toEqual([]);
});
