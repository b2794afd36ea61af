import { writeSync } from "node:fs";
import { version } from "../package.json" with { type: "json" };

/** Runs one call of fob and answers its exit status. What it takes besides is loaded when the call is known. */
export async function main(process: NodeJS.Process): Promise<number> {
  if (isVersionAlone(process.argv) && isWritten(`${version}\n`)) return 0;
  return runCall(process, false);
}

/** As `main`, without the short ways that plain calls take: tests compare the two. */
export function mainInFull(process: NodeJS.Process): Promise<number> {
  return runCall(process, true);
}

async function runCall(process: NodeJS.Process, inFull: boolean): Promise<number> {
  const { run } = await import("./main/run.ts");
  return run(process, version, inFull);
}

function isVersionAlone({ length, 2: flag }: readonly string[]): boolean {
  return length === 3 && (flag === "--version" || flag === "-V");
}

/** A few bytes are written at once or not at all; whoever fails is told so by the long way. */
function isWritten(text: string): boolean {
  try {
    writeSync(1, text);
    return true;
  } catch {
    return false;
  }
}
