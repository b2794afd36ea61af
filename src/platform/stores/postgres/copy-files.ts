import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Fields, isRecord, optionalDate, optionalText, parseJson } from "../../../core/narrow.ts";
import { removeOwnFile, writeOwnFile } from "../../files/own-file.ts";
import { readOwnFile } from "../../files/own-read.ts";
import type { Binding } from "./key-ring.ts";
import type { Kind } from "./rows.ts";

/** Which entry of which database. */
export interface Original {
  readonly place: string;
  readonly kind: Kind;
  readonly id: string;
}

/** An entry as this machine keeps it for minutes, sealed with the fleet's key; the times are this machine's. */
export interface Copy {
  readonly version: string;
  readonly keyId: string;
  readonly from: Date;
  readonly until: Date;
  readonly sealed: string;
}

export interface CopyFiles {
  isEmpty(): boolean;
  /** Null where there is none, none of this version of fob, or none whose time it is. */
  read(original: Original, now: Date): Copy | null;
  write(original: Original, copy: Copy): void;
  /** Nothing where there is none. */
  remove(original: Original): void;
  /** Those whose time is over. */
  sweep(now: Date): void;
}

/** All that is told in clear is bound to what is sealed: another place, name, version or time does not open. */
export function bindingOf({ place, kind, id }: Original, copy: Omit<Copy, "sealed">): Binding {
  const { version, keyId, from, until } = copy;
  const times = `${from.toISOString()}\n${until.toISOString()}`;
  return { kind: `copy of ${kind}`, id: `${place}\n${id}`, version: `${version}\n${times}`, keyId };
}

/** One file a copy, `offline/<hash>.json`, 0600. */
export function createCopyFiles(folder: () => string): CopyFiles {
  const pathOf = ({ place, kind, id }: Original) => {
    const name = createHash("sha256").update(`${place}\n${kind}\n${id}`).digest("hex");
    return join(folder(), `${name.slice(0, 24)}.json`);
  };
  return {
    isEmpty: () => namesIn(folder()).length === 0,
    read(original, now) {
      const text = readOwnFile(pathOf(original));
      const copy = text === null ? null : decode(text);
      return copy !== null && isInTime(copy, now) ? copy : null;
    },
    write: (original, copy) => writeOwnFile(pathOf(original), encode(copy)),
    remove(original) {
      const path = pathOf(original);
      if (existsSync(path)) removeOwnFile(path);
    },
    sweep(now) {
      for (const name of namesIn(folder())) {
        const path = join(folder(), name);
        const copy = decode(readOwnFile(path) ?? "");
        if (copy === null || !isInTime(copy, now)) removeOwnFile(path);
      }
    },
  };
}

/** Where there is no place for any. */
export const noCopyFiles: CopyFiles = {
  isEmpty: () => true,
  read: () => null,
  write: () => {},
  remove: () => {},
  sweep: () => {},
};

/** A clock that was set back makes nothing last longer. */
function isInTime({ from, until }: Copy, now: Date): boolean {
  return from.getTime() <= now.getTime() && now.getTime() < until.getTime();
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => /^[0-9a-f]{24}\.json$/.test(name)) : [];
}

function encode({ version, keyId, from, until, sealed }: Copy): string {
  const times = { from: from.toISOString(), until: until.toISOString() };
  return `${JSON.stringify({ v: 1, version, key_id: keyId, ...times, sealed })}\n`;
}

function decode(text: string): Copy | null {
  const value = parseJson(text);
  return isRecord(value) && value.v === 1 ? copyOf(value) : null;
}

function copyOf(fields: Fields): Copy | null {
  const [version, keyId, sealed] = ["version", "key_id", "sealed"].map((key) => optionalText(fields, key));
  const [from, until] = [optionalDate(fields, "from"), optionalDate(fields, "until")];
  return version && keyId && sealed && from && until ? { version, keyId, from, until, sealed } : null;
}
