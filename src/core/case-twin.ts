import { FobError } from "./errors.ts";

/** Not every file system tells such names apart. */
export function isSameButCase(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The other of the names that this one would be taken for. */
export function twinAmong(names: readonly string[], name: string): string | undefined {
  return names.find((other) => other !== name && isSameButCase(other, name));
}

export function differsInCase(name: string, twin: string): FobError {
  return new FobError(
    "usage",
    `There is a profile ${twin} already, and ${name} differs from it in case alone.`,
    { hint: `Use --profile ${twin}, or another name.` },
  );
}
