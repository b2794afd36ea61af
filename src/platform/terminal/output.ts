import { writeSync } from "node:fs";
import { FobError } from "../../core/errors.ts";

/**
 * Writes the text whole or throws FobError `output`. `process.stdout.write` and `console.log` lose it in silence on a
 * full disk or a closed pipe, and the process still ends with 0.
 */
export function writeWhole(fd: number, text: string): void {
  writeBytes(fd, Buffer.from(text, "utf8"));
}

const scratchBytes = 128 * 1024;

/** As `writeWhole`, for text after text: a buffer for each would wait for the collector. */
export function textWriter(fd: number): (text: string) => void {
  let scratch: Uint8Array | null = null;
  const encoder = new TextEncoder();
  return (text) => {
    if (text.length < 4096) return writeWhole(fd, text);
    scratch ??= new Uint8Array(scratchBytes);
    for (let from = 0; from < text.length; ) {
      const { read, written } = encoder.encodeInto(from === 0 ? text : text.slice(from), scratch);
      writeBytes(fd, scratch.subarray(0, written));
      from += read;
    }
  };
}

export function writeBytes(fd: number, bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length; ) from += writeOnce(fd, bytes, from);
}

function writeOnce(fd: number, bytes: Uint8Array, from: number): number {
  try {
    return writeSync(fd, bytes, from);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "failed";
    if (code !== "EAGAIN")
      throw new FobError("output", `The answer could not be written: ${reasons[code] ?? code}.`, {
        cause: error,
      });
    // The reader of a non-blocking pipe is slow; there is nothing to do but wait for it.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    return 0;
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EPIPE: "the reader has gone",
  EBADF: "stdout is closed",
  EIO: "the terminal or disk failed",
};

export function isReaderGone(error: unknown): boolean {
  if (!(error instanceof FobError) || !(error.cause instanceof Error) || !("code" in error.cause))
    return false;
  return error.cause.code === "EPIPE";
}

/** For the conversation: if it fails, nobody is left to be told. */
export function writeQuietly(fd: number, text: string): void {
  try {
    writeWhole(fd, text);
  } catch {
    // See above.
  }
}
