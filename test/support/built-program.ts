import { join, resolve } from "node:path";
import { inject } from "vitest";

/** The built program, as a user starts it. FOB_TEST_PROGRAM names another one to test, an installed package's. */
export function builtProgram(): string {
  const failure = inject("buildFailure");
  if (failure !== "") throw new Error(failure);
  const { FOB_TEST_PROGRAM: other } = process.env;
  return other ? resolve(other) : join(import.meta.dirname, "../../bin/fob.js");
}
