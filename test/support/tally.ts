import type { Reporter, TestCase } from "vitest/node";

/**
 * Closes a run with what its reader looks for at the end of a long log: which tests failed and why, which passed only
 * on a second try, and how many there were.
 */
export class Tally implements Reporter {
  readonly #count = { passed: 0, failed: 0, skipped: 0 };
  readonly #failures: string[] = [];
  readonly #flaky: string[] = [];

  onTestCaseResult(test: TestCase): void {
    const { state } = test.result();
    if (state === "pending") return;
    this.#count[state]++;
    if (state === "failed") this.#failures.push(`FAILED ${nameOf(test)}\n${reasonOf(test)}`);
    if (test.diagnostic()?.flaky)
      this.#flaky.push(`PASSED ON A SECOND TRY ${nameOf(test)}\n${reasonOf(test)}`);
  }

  onTestRunEnd(): void {
    const { passed, failed, skipped } = this.#count;
    const told = [
      ...this.#flaky,
      ...this.#failures,
      `${passed} passed, ${failed} failed, ${skipped} skipped`,
    ];
    process.stdout.write(`\n${told.join("\n")}\n`);
  }
}

function nameOf(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}`;
}

function reasonOf(test: TestCase): string {
  const errors = test.result().errors ?? [];
  return errors
    .map(({ message, diff }) => `  ${(diff ?? message).slice(0, 2000).replaceAll("\n", "\n  ")}`)
    .join("\n");
}
