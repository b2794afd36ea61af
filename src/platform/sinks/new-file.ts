import { closeSync, constants, fchmodSync, fsyncSync, openSync } from "node:fs";
import { FobError } from "../../core/errors.ts";
import type { Secret } from "../../core/secret.ts";
import type { SecretSink } from "../../core/secret-sink.ts";
import { visible } from "../../core/visible.ts";
import { errorCode, localIo } from "../files/problems.ts";
import { discard } from "../files/temp.ts";
import { writeAll } from "./write-all.ts";

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/** A file of the user's own, 0600, that did not exist. Made before the secret exists, so that a folder that cannot be written to costs no token. */
export function newFile(path: string): SecretSink {
  const fd = create(path);
  const undo = () => {
    closeSync(fd);
    // Somebody may have removed it: why nothing is kept matters more.
    discard(path);
  };
  return {
    discard: undo,
    write(secret: Secret) {
      try {
        writeAll(fd, `${secret.reveal()}\n`);
        fsyncSync(fd);
      } catch (error) {
        undo();
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
      hint: "Name a file that does not exist yet, or mint in place of the former token with --replace.",
    });
  }
}
