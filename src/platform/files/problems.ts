import { constants } from "node:os";
import { FobError, isFobError } from "../../core/errors.ts";
import { visible } from "../../core/visible.ts";

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "it would be larger than the limit for files",
  EIO: "the disk reports an error",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  ENOMEM: "the system is out of memory",
  ENOTDIR: "a part of the path is a file, not a folder",
  EISDIR: "it is a folder, not a file",
  ENOENT: "a part of the path does not exist",
  ENAMETOOLONG: "the path is too long",
  ETXTBSY: "it is in use",
  EBUSY: "it is in use",
};

export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return null;
  return error.code === "UNKNOWN" ? unnamed(error, error.code) : error.code;
}

/** Libuv has no name for EDQUOT; node:os, which knows its number, is loaded on use. */
function unnamed(error: Error, code: string): string {
  return "errno" in error && error.errno === -constants.errno.EDQUOT ? "EDQUOT" : code;
}

/** What the system refused, in plain words. What is a FobError already stays as it is. */
export function localIo(verb: string, path: string, error: unknown): FobError {
  if (isFobError(error)) return error;
  const code = errorCode(error);
  // What is no answer of the system is a bug of ours.
  if (code === null) throw error;
  const reason = reasons[code] ?? `the system answers ${code}`;
  return new FobError("local_io", `Cannot ${verb} ${visible(path)}: ${reason}.`, {
    hint: advice(code),
    cause: error,
  });
}

export function unsafeFile(path: string, why: string): FobError {
  return new FobError("unsafe_file", `${visible(path)} ${why}; it was neither read nor written.`, {
    hint: "Look at it and move it away: fob uses regular files and folders of your own alone.",
  });
}

function advice(code: string): string {
  if (code === "ENOSPC" || code === "EDQUOT") return "Make room, then run the same command again.";
  if (code === "EACCES" || code === "EPERM" || code === "EROFS" || code === "ENOTDIR")
    return "Name a folder that you can write to with --config-dir or FOB_CONFIG_DIR.";
  return "Put it right, then run the same command again.";
}
