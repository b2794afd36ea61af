import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { writeOwnFile } from "../../../src/platform/files/own-file.ts";
import { readOwnFile } from "../../../src/platform/files/own-read.ts";
import { bundle } from "../../support/bundle.ts";
import { runChild } from "../../support/child.ts";

it("is read whole at every moment while four processes write it and others beside it (C5)", async () => {
  const program = await bundle("test/platform/files/rewrite.program.ts");
  const folder = mkdtempSync(join(tmpdir(), "fob-at-once-"));
  const path = join(folder, "file");
  writeOwnFile(path, "a");
  let writing = true;
  const writers = ["a", "b", "c", "d"].map((letter, index) =>
    runChild([process.execPath, program, index < 2 ? path : `${path}${letter}`, letter, "100"]),
  );
  const ends = Promise.all(writers).finally(() => {
    writing = false;
  });
  let reads = 0;
  for (; writing; reads++) {
    expect(readOwnFile(path)).toMatch(/^(a+|b+)$/);
    if (reads % 50 === 0) await turn();
  }
  expect(await ends).toEqual(Array(4).fill({ code: 0, signal: null, out: "", err: "" }));
  expect(reads).toBeGreaterThan(100);
  expect(readdirSync(folder).sort()).toEqual(["file", "filec", "filed"]);
  for (const left of [folder, join(program, "..")]) rmSync(left, { recursive: true });
});
