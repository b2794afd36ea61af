import { writeSync } from "node:fs";
import { errorCode } from "../files/problems.ts";

/** Whole, or it throws: write(2) may write less than it was given. */
export function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text, "utf8");
  for (let from = 0; from < bytes.length; ) from += writeOnce(fd, bytes, from);
}

/** A pipe that somebody made non-blocking answers EAGAIN while its reader is slow. */
function writeOnce(fd: number, bytes: Buffer, from: number): number {
  try {
    return writeSync(fd, bytes, from);
  } catch (error) {
    if (errorCode(error) !== "EAGAIN") throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    return 0;
  }
}
