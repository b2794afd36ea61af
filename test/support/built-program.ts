import { chmodSync, closeSync, cpSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { afterAll, inject } from "vitest";

/** The built program, as a user starts it. FOB_TEST_PROGRAM names another one to test: an installed one, an executable. */
export function builtProgram(): string {
  const failure = inject("buildFailure");
  if (failure !== "") throw new Error(failure);
  const { FOB_TEST_PROGRAM: other } = process.env;
  return other ? resolve(other) : join(import.meta.dirname, "../../bin/fob.js");
}

/** The command line that starts the program: Node and the script, or the executable alone. */
export function programCommand(program: string = builtProgram()): readonly [string, ...string[]] {
  return isExecutable(program) ? [program] : [process.execPath, program];
}

/** Whether a Node is in the program, and not beside it. */
export function isExecutable(program: string): boolean {
  const start = Buffer.alloc(4);
  const fd = openSync(program, "r");
  readSync(fd, start);
  closeSync(fd);
  return start.equals(Buffer.from("\x7fELF"));
}

/** A copy for another user, who may not be let into the folder that the tests run in; made once for a file of tests. */
export function programForAnyone(): readonly [string, ...string[]] {
  const program = builtProgram();
  const folder = mkdtempSync(join(tmpdir(), "fob-for-anyone-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  chmodSync(folder, 0o755);
  const copy = join(folder, "bin", basename(program));
  if (isExecutable(program)) cpSync(program, copy);
  else {
    for (const part of ["bin", "dist"])
      cpSync(join(dirname(program), "..", part), join(folder, part), { recursive: true });
  }
  return programCommand(copy);
}
