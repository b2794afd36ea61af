import { closeSync, fstatSync, fsyncSync, readdirSync, type Stats, statSync, writeSync } from "node:fs";
import { FobError } from "../../core/errors.ts";
import type { SecretSink } from "../../core/secret-sink.ts";
import { errorCode } from "../files/problems.ts";
import { readProc } from "../proc.ts";
import { writeAll } from "./write-all.ts";

/** A descriptor that the caller has opened for fob: a pipe, a file, a socket or a terminal. */
export function descriptor(fd: number): SecretSink {
  prove(fd);
  return {
    discard: () => undefined,
    write(secret) {
      try {
        writeAll(fd, `${secret.reveal()}\n`);
        if (fstatSync(fd).isFile()) fsyncSync(fd);
        // The reader of a pipe need not wait for the end of fob.
        closeSync(fd);
      } catch (error) {
        throw cannot(fd, reasons[errorCode(error) ?? ""] ?? `the system answers ${errorCode(error)}`);
      }
    },
  };
}

const reasons: Readonly<Record<string, string>> = {
  EBADF: "it is not open for writing",
  EPIPE: "its reader has gone",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "it would be larger than the limit for files",
  EIO: "the disk or terminal reports an error",
};

/** Node has descriptors of its own, and what is written there is lost or does harm. */
function prove(fd: number): void {
  try {
    const stats = fstatSync(fd);
    const usable = stats.isFIFO() || stats.isFile() || stats.isSocket() || stats.isCharacterDevice();
    if (!usable || isNowhere(stats) || (stats.isFIFO() && isOwnPipe(fd, stats)))
      throw cannot(fd, "nothing that could take a token was opened there");
    writeSync(fd, Buffer.alloc(0));
  } catch (error) {
    if (error instanceof FobError) throw error;
    throw cannot(fd, reasons[errorCode(error) ?? ""] ?? `the system answers ${errorCode(error)}`);
  }
}

function cannot(fd: number, why: string): FobError {
  return new FobError("local_io", `The token cannot be written to descriptor ${fd}: ${why}.`, {
    hint: `Open it for fob, as in: fob token machine --name NAME --to fd:${fd} ${fd}>FILE`,
  });
}

function isNowhere(stats: Stats): boolean {
  return stats.isCharacterDevice() && stats.rdev === statSync("/dev/null", { throwIfNoEntry: false })?.rdev;
}

/** A pipe whose other end is in this process too is node's; only Linux tells (proc(5), /proc/pid/fdinfo). */
function isOwnPipe(fd: number, { ino }: Stats): boolean {
  try {
    return readdirSync("/proc/self/fd").some((name) => Number(name) !== fd && isReadEnd(name, ino));
  } catch {
    return false;
  }
}

function isReadEnd(name: string, ino: number): boolean {
  try {
    const accessMode = /^flags:\s*\d*(\d)$/m.exec(readProc(`self/fdinfo/${name}`) ?? "")?.[1];
    return fstatSync(Number(name)).ino === ino && Number(accessMode) % 4 === 0;
  } catch {
    // The folder itself was open while it was read.
    return false;
  }
}
