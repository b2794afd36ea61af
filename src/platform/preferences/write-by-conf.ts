import { renameSync } from "node:fs";
import { FobError } from "../../core/errors.ts";
import type { Preferences } from "../../core/preferences.ts";
import { visible } from "../../core/visible.ts";
import { removeOwnFile } from "../files/own-file.ts";
import { readOwnFile } from "../files/own-read.ts";
import { localIo } from "../files/problems.ts";
import { discard, removeLeftovers, writeTemp } from "../files/temp.ts";

export interface ConfWrite {
  readonly configDir: string;
  readonly path: string;
  readonly before: string | null;
  readonly wanted: Preferences;
  readonly isWritten: (text: string | null) => boolean;
}

/**
 * On a full disk conf leaves half a file and says nothing (atomically#18), so what was there is copied first: the
 * copy needs the room that putting it back would need.
 */
export async function writeByConf(write: ConfWrite): Promise<void> {
  const { configDir, path, before, isWritten } = write;
  try {
    removeLeftovers(configDir);
    const copy = before === null ? null : writeTemp(path, Buffer.from(before, "utf8"));
    try {
      await save(write);
      if (!isWritten(readOwnFile(path))) throw cutShort(path);
    } catch (error) {
      putBack(path, copy);
      throw error;
    }
    if (copy !== null) discard(copy);
  } catch (error) {
    throw localIo("write", path, error);
  }
}

async function save({ configDir, wanted }: ConfWrite): Promise<void> {
  const { default: Conf } = await import("conf");
  const conf = new Conf<Record<string, unknown>>({
    cwd: configDir,
    configName: "config",
    projectName: "fob",
    configFileMode: 0o600,
  });
  const set = Object.entries(wanted).filter(([, value]) => value !== null);
  const others = Object.entries(conf.store).filter(([key]) => !Object.hasOwn(wanted, key));
  conf.store = Object.fromEntries([...others, ...set]);
}

function putBack(path: string, copy: string | null): void {
  if (copy === null) removeOwnFile(path);
  else renameSync(copy, path);
}

function cutShort(path: string): FobError {
  return new FobError("local_io", `${visible(path)} could not be written whole; it was put back as it was.`, {
    hint: "Make room, then run the same command again.",
  });
}
