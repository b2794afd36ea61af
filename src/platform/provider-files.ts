import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { FobError, isFobError } from "../core/errors.ts";
import { visible } from "../core/visible.ts";
import { checkOwnFolder, makeOwnFolder } from "./files/folder.ts";
import { removeOwnFile, writeOwnFile } from "./files/own-file.ts";
import { readOwnFile } from "./files/own-read.ts";
import { localIo } from "./files/problems.ts";

const name = /^([a-z][a-z0-9]{0,31})\.json$/;

export function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** Every id that a file is there for, with its text if that is what was confirmed, else why it is not used. */
export function readConfirmed(folder: string): ReadonlyMap<string, string | FobError> {
  const ids = namesIn(folder).flatMap((file) => name.exec(file)?.[1] ?? []);
  return new Map(ids.sort().map((id) => [id, attempt(() => confirmedText(folder, id))]));
}

/** Two files: a crash between them leaves one that is refused until it is confirmed again. */
export function keepConfirmed(folder: string, id: string, text: string): string {
  const path = pathOf(folder, id);
  makeOwnFolder(folder);
  writeOwnFile(path, text);
  writeOwnFile(pinOf(path), pinText(id, text));
  return path;
}

export function removeConfirmed(folder: string, id: string): boolean {
  const path = pathOf(folder, id);
  const had = removeOwnFile(path);
  return removeOwnFile(pinOf(path)) || had;
}

function confirmedText(folder: string, id: string): string {
  const path = pathOf(folder, id);
  const text = readOwnFile(path);
  const pin = readOwnFile(pinOf(path));
  if (text !== null && pin === pinText(id, text)) return text;
  const what = pin === null ? "was never confirmed" : "is not the one that was confirmed";
  throw new FobError("unsafe_file", `The provider file ${visible(path)} ${what}, so it is not used.`, {
    hint: `Look at it, then confirm it: fob provider add '${visible(path)}'. Or: fob provider remove ${id}`,
    provider: id,
  });
}

function pathOf(folder: string, id: string): string {
  return join(folder, `${id}.json`);
}

function pinOf(path: string): string {
  return `${path}.sha256`;
}

/** As sha256sum(1) writes and checks it. */
function pinText(id: string, text: string): string {
  return `${sha256(text)}  ${id}.json\n`;
}

function namesIn(folder: string): readonly string[] {
  try {
    return checkOwnFolder(folder) ? readdirSync(folder) : [];
  } catch (error) {
    throw localIo("read", folder, error);
  }
}

function attempt<T>(work: () => T): T | FobError {
  try {
    return work();
  } catch (error) {
    if (isFobError(error)) return error;
    throw error;
  }
}
