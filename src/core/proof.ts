import { FobError } from "./errors.ts";
import { visible } from "./visible.ts";

/** What to say of a session that could not be ended. */
export interface Left {
  readonly message: string;
  readonly hint?: string;
}

/**
 * Ends what a login has just made when it cannot be proven, so that no live session is left that nobody knows of; where
 * that fails as well, the failure says what is left.
 */
export async function provenOrEnded<T>(
  prove: () => Promise<T>,
  end: () => Promise<unknown>,
  left?: Left,
): Promise<T> {
  try {
    return await prove();
  } catch (error) {
    const isEnded = await end().then(
      () => true,
      () => false,
    );
    if (left === undefined || !(error instanceof FobError)) throw error;
    throw isEnded ? error.with({ unproven: "ended" }) : telling(error, left);
  }
}

function telling(error: FobError, left: Left): FobError {
  const hint = [error.details.hint, left.hint].filter((text) => text !== undefined).join("; ");
  const details = { ...error.details, unproven: "lives_on", ...(hint === "" ? {} : { hint }) } as const;
  return new FobError(error.code, `${error.message} ${left.message}`, details);
}

/** The id where the API ends sessions by it, else null. */
export function sessionLeft(id: string | null): Left {
  if (id === null)
    return { message: "The new session could not be ended either: it lives until it expires." };
  return {
    message: `The new session ${visible(id)} could not be ended either: it lives on.`,
    hint: `End it from a login that works: fob sessions revoke ${visible(id)}`,
  };
}
