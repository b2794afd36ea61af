import { type ErrorCode, type ErrorDetails, isFobError } from "../../src/core/errors.ts";

/** Code, status and words of the FobError that the work throws; anything else fails. */
export function refusal(work: () => unknown): readonly [string, number, string] {
  try {
    work();
  } catch (error) {
    if (isFobError(error)) return [error.code, error.exit, error.message];
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** All that the FobError says which the work throws, its advice too; its cause is for a crash alone. */
export function wholeRefusal(work: () => unknown): readonly [ErrorCode, string, ErrorDetails] {
  try {
    work();
  } catch (error) {
    if (!isFobError(error)) throw error;
    const { cause: _, ...details } = error.details;
    return [error.code, error.message, details];
  }
  throw new Error("nothing was thrown");
}

export async function refusalOf(work: Promise<unknown>): Promise<readonly [string, number, string]> {
  const error: unknown = await work.then(
    () => new Error("nothing was thrown"),
    (thrown: unknown) => thrown,
  );
  if (isFobError(error)) return [error.code, error.exit, error.message];
  throw error;
}
