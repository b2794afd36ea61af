import { isFobError } from "../core/errors.ts";

/** A request that may have taken effect is never just repeated: says how to find out, unless that is said already. */
export async function withWayToFindOut<T>(hint: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isFobError(error, "outcome_unknown") ? error.with({ hint }) : error;
  }
}
