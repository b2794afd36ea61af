import { linkSync, readdirSync, renameSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { FobError } from "../../core/errors.ts";
import { visible } from "../../core/visible.ts";
import { errorCode, localIo } from "../files/problems.ts";
import { discard, removeLeftovers, writeTemp } from "../files/temp.ts";
import { fateOf } from "../process-id.ts";
import type { Holder } from "./lock-file.ts";
import { encodeHolder, readHolder } from "./lock-file.ts";

/** `garbled`: the lock file does not say whose it is. `raced`: another was quicker just now. */
export type Outcome = "ours" | "garbled" | "raced" | Holder;

/** link(2), which not every file system has. */
type Link = (existing: string, name: string) => void;

/**
 * One try to make the lock file ours. It is whole when it appears: it is written beside and linked into place, which
 * fails where there is one (link(2)). A dead holder's is replaced under a second lock, named after that holder's
 * nonce: of all that saw it dead one gets that, and finds by reading again whether another was there before.
 */
export function claim(path: string, me: Holder, link: Link = linkSync): Outcome {
  const found = readHolder(path);
  if (found === "absent") return create(path, me, link);
  if (typeof found === "string" || fateOf(found, me) !== "dead") return found;
  return replace(path, found, me, link);
}

/** What tells one outcome from another: the nonce of the holder, where there is one. */
export function markOf(outcome: Outcome | "absent"): string {
  return typeof outcome === "string" ? outcome : outcome.nonce;
}

/** Gives back what is ours; what another process has made of it stays. Never throws: a lock that stays is a dead one soon. */
export function release(path: string, me: Holder): void {
  try {
    if (markOf(readHolder(path)) === me.nonce) discard(path);
  } catch {
    // The answer of the work that was done under the lock matters more.
  }
}

/**
 * Removes what died in a take-over of this lock. Only its holder may: as long as it lives no such lock can matter,
 * since each is named after a former holder.
 */
export function removeFormer(path: string): void {
  const folder = dirname(path);
  const prefix = `${basename(path)}.`;
  const nonces = /^[0-9a-f]{24}(\.[0-9a-f]{24})*$/;
  for (const name of readdirSync(folder)) {
    if (name.startsWith(prefix) && nonces.test(name.slice(prefix.length))) discard(join(folder, name));
  }
  removeLeftovers(folder);
}

function create(path: string, me: Holder, link: Link): Outcome {
  return withFile(path, me, (temp) => {
    try {
      link(temp, path);
      return "ours";
    } catch (error) {
      if (errorCode(error) === "EEXIST") return "raced";
      throw linkFailed(path, error);
    }
  });
}

function replace(path: string, dead: Holder, me: Holder, link: Link): Outcome {
  const sub = `${path}.${dead.nonce}`;
  const outcome = claim(sub, me, link);
  if (outcome !== "ours") return outcome;
  try {
    if (markOf(readHolder(path)) !== dead.nonce) return "raced";
    return withFile(path, me, (temp) => {
      renameSync(temp, path);
      return "ours";
    });
  } finally {
    release(sub, me);
  }
}

function withFile(path: string, me: Holder, use: (temp: string) => Outcome): Outcome {
  try {
    const temp = writeTemp(path, encodeHolder(me));
    try {
      return use(temp);
    } finally {
      discard(temp);
    }
  } catch (error) {
    throw localIo("lock", path, error);
  }
}

function linkFailed(path: string, error: unknown): unknown {
  const unsupported: readonly (string | null)[] = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"];
  if (!unsupported.includes(errorCode(error))) return error;
  return new FobError("local_io", `Cannot lock ${visible(path)}: the file system has no hard links.`, {
    hint: "Name a folder on another file system with --config-dir or FOB_CONFIG_DIR.",
  });
}
