import { closeSync, constants, fchmodSync, fsyncSync, lstatSync, openSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import type { Secret } from "../../core/secret.ts";
import type { SecretSink } from "../../core/secret-sink.ts";
import { syncUserFolder } from "../files/folder.ts";
import { localIo, unsafeFile } from "../files/problems.ts";
import { discard, removeLeftovers, tempName } from "../files/temp.ts";
import { writeAll } from "./write-all.ts";

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/**
 * A file, 0600, that is the old one or the new one whenever it is looked at. What takes its place is made beside it
 * before the secret exists.
 */
export function replacedFile(path: string): SecretSink {
  const { fd, temp } = attempt("create", path, () => prepared(path));
  const undo = () => {
    closeSync(fd);
    discard(temp);
  };
  return {
    discard: undo,
    write(secret: Secret) {
      try {
        writeAll(fd, `${secret.reveal()}\n`);
        fsyncSync(fd);
        renameSync(temp, path);
      } catch (error) {
        undo();
        throw localIo("write", path, error);
      }
      closeSync(fd);
      attempt("write", path, () => syncUserFolder(dirname(path)));
    },
  };
}

function prepared(path: string): { readonly fd: number; readonly temp: string } {
  checkReplaceable(path);
  removeLeftovers(dirname(path));
  const temp = tempName(path);
  const fd = openSync(temp, O_WRONLY | O_CREAT | O_EXCL | (O_NOFOLLOW ?? 0), 0o600);
  // Whatever the umask has left of the mode.
  if (process.platform !== "win32") fchmodSync(fd, 0o600);
  return { fd, temp };
}

function checkReplaceable(path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isFile()) throw unsafeFile(path, "is not a regular file");
  const uid = process.getuid?.() ?? stats.uid;
  if (stats.uid !== uid) throw unsafeFile(path, "belongs to another user");
}

function attempt<T>(verb: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw localIo(verb, path, error);
  }
}
