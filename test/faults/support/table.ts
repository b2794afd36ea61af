import type { Reporter, TestCase } from "vitest/node";
import type { Seen } from "../../support/seen.ts";

/** Closes a run with what went wrong on purpose, what fob did, and how often: one row a fault, or a suite of rows. */
export class FaultTable implements Reporter {
  readonly #rows = new Map<string, Seen>();

  onTestCaseResult(test: TestCase): void {
    if (test.result().state !== "passed") return;
    const seen = test.meta().seen ?? { fault: placeOf(test), behaviour: "each row holds", count: 1 };
    const key = `${seen.fault}\n${seen.behaviour}`;
    const former = this.#rows.get(key)?.count ?? 0;
    this.#rows.set(key, { ...seen, count: former + seen.count });
  }

  onTestRunEnd(): void {
    const rows = [...this.#rows.values()];
    const head = ["fault", "behaviour", "count"] as const;
    const cells = [head, ...rows.map((row) => [row.fault, row.behaviour, String(row.count)] as const)];
    const widths = [0, 1].map((at) => Math.min(84, Math.max(...cells.map((row) => row[at as 0 | 1].length))));
    const lines = cells.map(([what, behaviour, count]) =>
      [what.padEnd(widths[0] ?? 0), behaviour.padEnd(widths[1] ?? 0), count.padStart(7)].join("  "),
    );
    process.stdout.write(`\n${lines.join("\n")}\n`);
  }
}

function placeOf(test: TestCase): string {
  const names: string[] = [];
  for (let one = test.parent; one.type === "suite"; one = one.parent) names.unshift(one.name);
  return names.length === 0 ? test.name : names.join(", ");
}
