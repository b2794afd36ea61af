import { homedir } from "node:os";
import { resolve } from "node:path";
import type { Globals } from "../cli/global-options.ts";
import { FobError } from "../core/errors.ts";
import { configDir } from "../platform/files/config-dir.ts";

export interface Folders {
  /** Of profiles, preferences and stores; FobError where there is none. */
  folder(): string;
  /** Of what fob notes by the way: audit log, counts of requests, sessions for completion. */
  notesFolder(): string;
  /** A login of the environment is not stored, nor anything about it. */
  readonly leavesNothing: boolean;
}

export function foldersOf(globals: Globals, { env, platform }: NodeJS.Process): Folders {
  const folder = () =>
    globals.configDir === null
      ? configDir({ env, platform, homedir: () => homedir() })
      : resolve(globals.configDir);
  const leavesNothing = Boolean(env.FOB_TOKEN) && globals.profile === null;
  return { folder, leavesNothing, notesFolder: leavesNothing ? noFolder : folder };
}

function noFolder(): never {
  throw new FobError("local_io", "A login of the environment leaves nothing on this machine.");
}
