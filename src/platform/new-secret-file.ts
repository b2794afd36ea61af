import { closeSync, constants, fchmodSync, fsyncSync, openSync, unlinkSync, writeSync } from "node:fs";
import type { NewSecretFile } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { Secret } from "../core/secret.ts";
import { visible } from "../core/visible.ts";
import { errorCode, localIo } from "./files/problems.ts";

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/** Made before the secret exists, so that a folder that cannot be written to costs no token. */
export function newSecretFile(path: string): NewSecretFile {
  const fd = create(path);
  const discard = () => {
    closeSync(fd);
    unlinkSync(path);
  };
  return {
    discard,
    write(secret: Secret) {
      try {
        writeAll(fd, Buffer.from(secret.reveal(), "utf8"));
        fsyncSync(fd);
      } catch (error) {
        discard();
        throw localIo("write", path, error);
      }
      closeSync(fd);
    },
  };
}

function create(path: string): number {
  try {
    const fd = openSync(path, O_WRONLY | O_CREAT | O_EXCL | (O_NOFOLLOW ?? 0), 0o600);
    if (process.platform !== "win32") fchmodSync(fd, 0o600);
    return fd;
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw localIo("create", path, error);
    throw new FobError("local_io", `${visible(path)} exists already; nothing was minted.`, {
      hint: "Name a file that does not exist yet.",
    });
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length; ) from += writeSync(fd, bytes, from);
}
