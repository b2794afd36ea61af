import { FobError } from "../core/errors.ts";
import { readDescriptor } from "./descriptor.ts";

/** Room for as many lines as any call takes, each longer than any id. */
const mostBytes = 16 * 1024 * 1024;

/** The lines of stdin that are not empty, without the spaces around them. */
export function readLines(most: number): readonly string[] {
  const text = readAll();
  const lines = (text ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (text !== null && lines.length <= most) return lines;
  throw new FobError("usage", `stdin has more than ${most} lines.`);
}

function readAll(): string | null {
  try {
    return readDescriptor(0, mostBytes);
  } catch (error) {
    throw new FobError("usage", "stdin could not be read.", { cause: error });
  }
}
