import { FobError } from "../core/errors.ts";
import { readDescriptorBytes, readNamed } from "./descriptor.ts";
import { localIo } from "./files/problems.ts";

const mostBytes = 64 * 1024 * 1024;

/** A file, a pipe, or stdin for `-`, whole and as it is. */
export function readBytes(source: string): Uint8Array {
  const bytes = read(source);
  if (bytes !== null) return bytes;
  throw new FobError("usage", `A body cannot be larger than ${mostBytes / 1024 / 1024} MiB.`);
}

function read(source: string): Uint8Array | null {
  try {
    return source === "-" ? readDescriptorBytes(0, mostBytes) : readNamed(source, mostBytes);
  } catch (error) {
    const { code, message } = localIo("read", source === "-" ? "stdin" : source, error);
    throw new FobError(code, message, { hint: "Name a file that you can read, or - for stdin." });
  }
}
