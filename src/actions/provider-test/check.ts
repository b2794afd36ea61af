import { isFobError } from "../../core/errors.ts";

export interface Check {
  readonly name: string;
  readonly result: "pass" | "fail" | "skipped";
  /** What was wrong, or why it was not tried; null where it passed. */
  readonly detail: string | null;
}

/** Said by a check that found something else than it should have. */
export class CheckFailed extends Error {}

export function expectThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new CheckFailed(otherwise);
}

export interface Report {
  readonly checks: readonly Check[];
  /** Runs the work as a check; null where it failed. */
  run<T>(name: string, work: () => Promise<T>): Promise<T | null>;
  skip(name: string, why: string): void;
}

export function createReport(tell: (check: Check) => void): Report {
  const checks: Check[] = [];
  const add = (check: Check) => {
    checks.push(check);
    tell(check);
  };
  return {
    checks,
    skip: (name, why) => add({ name, result: "skipped", detail: why }),
    async run(name, work) {
      try {
        const done = await work();
        add({ name, result: "pass", detail: null });
        return done;
      } catch (error) {
        if (!(error instanceof CheckFailed) && !isFobError(error)) throw error;
        if (isFobError(error, "interrupted", "terminated", "hangup")) throw error;
        add({ name, result: "fail", detail: error.message });
        return null;
      }
    },
  };
}

/** The work fails with one of these codes. */
export async function expectFailure(
  work: () => Promise<unknown>,
  ...codes: readonly string[]
): Promise<void> {
  const ended = await work().then(
    () => "success",
    (error: unknown) => {
      if (isFobError(error)) return error.code;
      throw error;
    },
  );
  expectThat(codes.includes(ended), `It ended with ${ended}, where ${codes.join(" or ")} was due.`);
}
