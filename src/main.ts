import { writeSync } from "node:fs";
import { version } from "../package.json" with { type: "json" };
import type { Answer } from "./main/quick/answer.ts";
import { formOf } from "./main/quick/form.ts";
import { answerTo } from "./main/quick/index.ts";

/** Runs one call of fob and answers its exit status. What it takes besides is loaded when the call is known. */
export async function main(process: NodeJS.Process): Promise<number> {
  const form = formOf(process.argv.slice(2));
  const answer = form && (await answerTo(form, process, version));
  return (answer && (await write(process, answer))) ?? runCall(process, false);
}

/** As `main`, without the quick answers: tests compare the two. */
export function mainInFull(process: NodeJS.Process): Promise<number> {
  return runCall(process, true);
}

async function runCall(process: NodeJS.Process, inFull: boolean): Promise<number> {
  const { run } = await import("./main/run.ts");
  return run(process, version, inFull);
}

/** Null where nothing of it could be written, and nothing is done yet that must not be done twice. */
async function write(process: NodeJS.Process, { note, text, ifLost }: Answer): Promise<number | null> {
  const bytes = Buffer.from(text);
  let done = 0;
  try {
    if (note !== undefined) tell(note);
    while (done < bytes.length) done += writeSync(1, bytes, done);
    return 0;
  } catch {
    if (done === 0 && ifLost === undefined) return null;
    const { writeRest } = await import("./main/run.ts");
    return writeRest(process, version, bytes.toString("utf8", done), ifLost);
  }
}

/** If it fails, nobody is left to be told. */
function tell(note: string): void {
  try {
    writeSync(2, note);
  } catch {
    // See above.
  }
}
