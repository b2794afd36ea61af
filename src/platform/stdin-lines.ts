import { readFileSync } from "node:fs";
import { FobError } from "../core/errors.ts";

/** The lines of stdin that are not empty, without the spaces around them. */
export function readLines(most: number): readonly string[] {
  const lines = readAll()
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (lines.length <= most) return lines;
  throw new FobError("usage", `stdin has more than ${most} lines.`);
}

function readAll(): string {
  try {
    return readFileSync(0, "utf8");
  } catch (error) {
    throw new FobError("usage", "stdin could not be read.", { cause: error });
  }
}
