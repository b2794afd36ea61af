import { spawnSync } from "node:child_process";
import { describe, it, type TestContext } from "vitest";

/** Such tests start many processes, which a busy machine runs one after the other. */
const longMs = 120_000;

type Body = (context: TestContext) => Promise<void> | void;

/**
 * A test that needs something of the machine: skipped aloud where that is missing, failed where FOB_TEST_REQUIRE=1
 * says that nothing may be.
 */
export function itNeeds(missing: string | null, name: string, body: Body, timeoutMs = longMs): void {
  if (missing === null) it(name, body, timeoutMs);
  else if (process.env.FOB_TEST_REQUIRE === "1") {
    it(name, () => {
      throw new Error(`FOB_TEST_REQUIRE=1, but ${missing}`);
    });
  } else it.skip(`${name} (skipped: ${missing})`, body);
}

/** Null where the command works, else why not. */
export function without(command: readonly string[], what = command[0]): string | null {
  const [file = "", ...args] = command;
  return spawnSync(file, args, { stdio: "ignore" }).status === 0 ? null : `${what} does not work here`;
}

/** As `itNeeds`, for a whole group: `define` is not run where something is missing. */
export function describeNeeds(missing: string | null, name: string, define: () => void): void {
  if (missing === null) describe(name, define);
  else itNeeds(missing, name, () => {});
}
