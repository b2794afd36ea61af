import { join } from "node:path";
import { isRecord, optionalText, parseJson } from "../core/narrow.ts";
import { checkProfileName } from "../core/profile.ts";
import type { RecentSession, RecentSessions } from "../core/recent-sessions.ts";
import { removeOwnFile, writeOwnFile } from "./files/own-file.ts";
import { readOwnFile } from "./files/own-read.ts";

const keptMs = 10 * 60_000;

const longestName = 80;

/** One file a profile: `completion/<profile>.json`, 0600, gone at the first look after its time. */
export function createRecentSessions(configDir: () => string, now: () => Date): RecentSessions {
  const pathOf = (profile: string) => join(configDir(), "completion", `${checkProfileName(profile)}.json`);
  const forget = (profile: string) => void quietly(() => removeOwnFile(pathOf(profile)));
  return {
    remember(profile, sessions) {
      const kept = sessions.map(({ id, name }) => ({ id, name: cut(name) }));
      const text = JSON.stringify({ v: 1, at: now().toISOString(), sessions: kept });
      quietly(() => writeOwnFile(pathOf(profile), `${text}\n`));
    },
    recall(profile) {
      const text = quietly(() => readOwnFile(pathOf(profile)));
      const found = text === null ? [] : decode(text, now());
      if (found !== null) return found;
      forget(profile);
      return [];
    },
    rename(from, to) {
      const text = quietly(() => readOwnFile(pathOf(from)));
      if (text !== null) quietly(() => writeOwnFile(pathOf(to), text));
      forget(from);
    },
    forget,
  };
}

/** Null where it is of no more use. */
function decode(text: string, now: Date): readonly RecentSession[] | null {
  const value = parseJson(text);
  if (!isRecord(value) || value.v !== 1 || !Array.isArray(value.sessions)) return null;
  const age = now.getTime() - Date.parse(String(value.at));
  if (!(age >= 0 && age < keptMs)) return null;
  return value.sessions.flatMap((one: unknown) =>
    isRecord(one) && typeof one.id === "string" ? [{ id: one.id, name: optionalText(one, "name") }] : [],
  );
}

function cut(name: string | null): string | null {
  return name === null ? null : [...name.slice(0, 2 * longestName)].slice(0, longestName).join("");
}

/** A full disk, a folder that cannot be written: the list was shown all the same. */
function quietly<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
