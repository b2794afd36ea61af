import { write } from "node:fs";
import type { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { FobError } from "../../core/errors.ts";
import type { Mask } from "../../core/mask.ts";
import { errorCode } from "../files/problems.ts";

/** Passes on what a command writes, its secrets hidden; a reader who has gone is the command's to notice. */
export async function passOnMasked(from: Readable, fd: number, mask: Mask): Promise<void> {
  try {
    for await (const chunk of from) await writeAll(fd, mask.push(chunk));
    await writeAll(fd, mask.end());
  } catch (error) {
    from.destroy();
    if (errorCode(error) === "EPIPE") return;
    throw new FobError("output", `What the command wrote could not be passed on (${errorCode(error)}).`, {
      cause: error,
    });
  }
}

/** Not `writeSync`: signals have to reach the command while its reader is slow. */
async function writeAll(fd: number, bytes: Buffer): Promise<void> {
  for (let from = 0; from < bytes.length; ) from += await writeSome(fd, bytes, from);
}

async function writeSome(fd: number, bytes: Buffer, from: number): Promise<number> {
  try {
    return await new Promise((resolve, reject) =>
      write(fd, bytes, from, (error, count) => (error === null ? resolve(count) : reject(error))),
    );
  } catch (error) {
    if (errorCode(error) !== "EAGAIN") throw error;
    await pause(5);
    return 0;
  }
}
