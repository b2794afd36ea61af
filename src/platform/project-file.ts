import { existsSync, lstatSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { FobError } from "../core/errors.ts";
import { isRecord, optionalText, parseJson } from "../core/narrow.ts";
import { isProfileName } from "../core/profile.ts";
import type { Notice } from "../core/provider.ts";
import { visible } from "../core/visible.ts";
import { localIo } from "./files/problems.ts";

const fileName = ".fob.json";
const longest = 65_536;

export interface ProjectFileWorld {
  readonly cwd: string;
  readonly home: string;
  readonly uid: number | null;
  warn(notice: Notice): void;
}

/**
 * The profile that the nearest `.fob.json` names, looked for in this folder and above, up to the repository's or the
 * home's root. Whoever can write in a project must not direct secrets elsewhere: the file must be the user's own, and
 * it can name a profile and nothing else.
 */
export function readProjectFile(world: ProjectFileWorld): { profile: string; path: string } | null {
  const file = nearest(world);
  if (file === null) return null;
  const status = lstatSync(file);
  if (!status.isFile() || (world.uid !== null && status.uid !== world.uid)) {
    throw new FobError(
      "unsafe_file",
      `${visible(file)} is not a file of your own, so it chooses no profile.`,
      {
        hint: "Remove it, or say which login is meant: --profile NAME",
      },
    );
  }
  const value = status.size > longest ? null : parseJson(textOf(file));
  const profile = isRecord(value) ? optionalText(value, "profile") : null;
  if (!isRecord(value) || profile === null || !isProfileName(profile)) {
    throw new FobError("usage", `${visible(file)} names no profile.`, {
      hint: 'It should read: {"profile":"NAME"}',
    });
  }
  const others = Object.keys(value).filter((key) => key !== "profile");
  if (others.length > 0) {
    const message = `${visible(file)} can name a profile and nothing else; ignored: ${others.map(visible).join(", ")}`;
    world.warn({ code: "project_file_keys_ignored", message });
  }
  return { profile, path: file };
}

function textOf(file: string): string {
  try {
    // Editors on Windows put a byte order mark before it; RFC 8259 lets a reader pass over it.
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw localIo("read", file, error);
  }
}

function nearest({ cwd, home }: ProjectFileWorld): string | null {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const file = join(folder, fileName);
    if (existsSync(file)) return file;
    const isRoot = folder === dirname(folder) || folder === resolve(home);
    if (isRoot || existsSync(join(folder, ".git"))) return null;
  }
}
