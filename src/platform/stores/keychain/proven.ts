import { unavailable } from "./refusal.ts";
import type { Values } from "./values.ts";

/** Writes and reads back; whatever goes wrong in between, the old value is put back, or the error says it could not be. */
export async function writeProven(
  values: Values,
  ref: string,
  old: string | null,
  text: string,
): Promise<void> {
  let forgetOld: () => Promise<void>;
  try {
    forgetOld = await values.set(ref, text);
    await requireValue(values, ref, text);
  } catch (error) {
    await putBack(values, ref, old, error);
    throw error;
  }
  await forgetOld();
}

async function putBack(values: Values, ref: string, old: string | null, cause: unknown): Promise<void> {
  try {
    if ((await values.get(ref)) === old) return;
    if (old === null) await values.delete(ref);
    else await values.set(ref, old);
    await requireValue(values, ref, old);
  } catch {
    throw unavailable(
      "The system keychain failed during a write; it holds the old value, the new one or none.",
      cause,
    );
  }
}

async function requireValue(values: Values, ref: string, expected: string | null): Promise<void> {
  if ((await values.get(ref)) === expected) return;
  throw unavailable("The system keychain gave back another value than the one written.");
}

/** An item of its own name, so that nothing stored is touched. */
export async function probe(values: Values): Promise<void> {
  const ref = `check-${crypto.randomUUID()}`;
  await writeProven(values, ref, await values.get(ref), "fob check");
  if (await values.delete(ref)) return;
  throw unavailable("The system keychain lost a value that was written and read back.");
}
