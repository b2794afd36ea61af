import type { Reporter, TestCase } from "vitest/node";

/** Closes a run with one plain line, so that whoever reads the log sees how many tests there were. */
export class Tally implements Reporter {
  readonly #count = { passed: 0, failed: 0, skipped: 0 };

  onTestCaseResult(test: TestCase): void {
    const { state } = test.result();
    if (state === "passed" || state === "failed" || state === "skipped") this.#count[state]++;
  }

  onTestRunEnd(): void {
    const { passed, failed, skipped } = this.#count;
    process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  }
}
