import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../core/finding.ts";
import { visible } from "../../core/visible.ts";

const othersBits = 0o077;

/** Owners, modes and kinds of everything that fob keeps, and what it once set aside. */
export function inspectFiles(configDir: string): readonly Finding[] {
  const folders = [
    configDir,
    ...["profiles", "secrets", "locks", "completion", "audit", "providers", "offline", "rate"].map((name) =>
      join(configDir, name),
    ),
  ];
  const findings = folders.flatMap((folder) => [...inspectPath(folder, "folder"), ...inspectEntries(folder)]);
  if (findings.length > 0) return findings;
  const message = "Everything there is yours alone.";
  return [{ check: "permissions", subject: visible(configDir), status: "ok", message, hint: null }];
}

function inspectEntries(folder: string): readonly Finding[] {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const files = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => !entry.isDirectory() && !isTurn(entry),
  );
  return files.flatMap(({ name }) => [
    ...inspectPath(join(folder, name), "file"),
    ...inspectName(join(folder, name)),
  ]);
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
