import { type Dirent, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../core/finding.ts";
import { visible } from "../../core/visible.ts";
import { errorCode } from "../files/problems.ts";

const othersBits = 0o077;
/** Further down than fob keeps anything, and not too far in a folder that is somebody else's. */
const deepest = 4;

/** Owners, modes and kinds of everything that fob keeps, and what it once set aside. */
export function inspectFiles(configDir: string): readonly Finding[] {
  const findings = inspectFolder(configDir, 0);
  if (findings.length > 0) return findings;
  const message = "Everything there is yours alone.";
  return [{ check: "permissions", subject: visible(configDir), status: "ok", message, hint: null }];
}

function inspectFolder(folder: string, depth: number): readonly Finding[] {
  const own = inspectPath(folder, "folder");
  const isOurs = lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() && !own.some(isFailure);
  return isOurs ? [...own, ...inspectEntries(folder, depth)] : own;
}

function inspectEntries(folder: string, depth: number): readonly Finding[] {
  const entries = entriesOf(folder);
  if (entries === null || depth > deepest) return [notSeen(folder)];
  return entries
    .filter((entry) => !isTurn(entry))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() || isFolderOfOurs(entry, depth)
        ? inspectFolder(path, depth + 1)
        : [...inspectPath(path, "file"), ...inspectName(path)];
    });
}

/** Of all that fob keeps at the top, files alone have a dot in their names. */
function isFolderOfOurs({ name }: Dirent, depth: number): boolean {
  return depth === 0 && !name.includes(".");
}

function entriesOf(folder: string): readonly Dirent[] | null {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    return null;
  }
}

function notSeen(folder: string): Finding {
  const shown = visible(folder);
  const message = "It cannot be looked into, or lies deeper than fob keeps anything.";
  const hint = `See what is in it: ls -laR '${shown}'`;
  return { check: "permissions", subject: shown, status: "warning", message, hint };
}

function isFailure({ status }: Finding): boolean {
  return status === "failed";
}

/** A link on purpose, there for as long as a record is written (audit/turn.ts). */
function isTurn({ name }: { readonly name: string }): boolean {
  return name.startsWith(".turn");
}

function inspectPath(path: string, kind: "folder" | "file"): readonly Finding[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return [];
  const shown = visible(path);
  const finding = (status: Finding["status"], message: string, hint: string): readonly Finding[] => [
    { check: "permissions", subject: shown, status, message, hint },
  ];
  if (kind === "folder" ? !stats.isDirectory() : !stats.isFile()) {
    return finding(
      "failed",
      `It is no plain ${kind}, so fob does not use it.`,
      `Look at it and move it away: ls -ld '${shown}'`,
    );
  }
  if (process.platform === "win32") return [];
  if (stats.uid !== process.geteuid?.()) {
    return finding(
      "failed",
      "It belongs to another user, so fob does not use it.",
      `chown "$(id -u)" '${shown}'`,
    );
  }
  if ((stats.mode & othersBits) === 0) return [];
  return finding(
    "warning",
    "Other users can reach it; fob closes it when it uses it next.",
    `chmod go-rwx '${shown}'`,
  );
}

function inspectName(path: string): readonly Finding[] {
  if (!/\.damaged-[^/]*$/.test(path)) return [];
  const message = "A damaged file that fob has set aside.";
  return [
    {
      check: "config",
      subject: visible(path),
      status: "warning",
      message,
      hint: "Look at it, then remove it.",
    },
  ];
}
