import { closeSync, openSync, readSync } from "node:fs";
import { errorCode } from "./files/problems.ts";

/** All that comes from an open descriptor; null where it is more bytes than `most`, so that no pipe fills the memory. */
export function readDescriptor(fd: number, most: number): string | null {
  return readDescriptorBytes(fd, most)?.toString("utf8") ?? null;
}

/** The same of a file by its name: it may be a pipe, or a device without an end. */
export function readNamed(path: string, most: number): Buffer | null {
  const fd = openSync(path, "r");
  try {
    return readDescriptorBytes(fd, most);
  } finally {
    closeSync(fd);
  }
}

export function readDescriptorBytes(fd: number, most: number): Buffer | null {
  const parts: Buffer[] = [];
  for (let left = most; ; ) {
    const part = Buffer.alloc(65_536);
    const count = readOnce(fd, part);
    if (count === 0) return Buffer.concat(parts);
    left -= count;
    if (left < 0) return null;
    parts.push(part.subarray(0, count));
  }
}

/** A descriptor that somebody made non-blocking answers EAGAIN while its writer is slow. */
function readOnce(fd: number, buffer: Buffer): number {
  for (;;) {
    try {
      return readSync(fd, buffer, 0, buffer.length, null);
    } catch (error) {
      if (errorCode(error) === "EOF") return 0;
      if (errorCode(error) !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}
