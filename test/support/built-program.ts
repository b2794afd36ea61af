import { chmodSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { afterAll, inject } from "vitest";

/** The built program, as a user starts it. FOB_TEST_PROGRAM names another one to test, an installed package's. */
export function builtProgram(): string {
  const failure = inject("buildFailure");
  if (failure !== "") throw new Error(failure);
  const { FOB_TEST_PROGRAM: other } = process.env;
  return other ? resolve(other) : join(import.meta.dirname, "../../bin/fob.js");
}

/** A copy for another user, who may not be let into the folder that the tests run in; made once for a file of tests. */
export function programForAnyone(): string {
  const program = builtProgram();
  const folder = mkdtempSync(join(tmpdir(), "fob-for-anyone-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  chmodSync(folder, 0o755);
  for (const part of ["bin", "dist"])
    cpSync(join(dirname(program), "..", part), join(folder, part), { recursive: true });
  return join(folder, "bin", basename(program));
}
