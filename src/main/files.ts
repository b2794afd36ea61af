import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import { createPreferences } from "../platform/preferences/preferences.ts";
import { createProfileRecords } from "../platform/profile-records/profile-records.ts";
import { lazyLock } from "./lazy.ts";

type Files = Pick<App, "lock" | "records" | "preferences">;

/** What fob keeps in its folder. Without a folder each of them fails on use: a login of the environment needs none. */
export function openFiles(folder: () => string, clock: App["clock"], budget: App["budget"]): Files {
  try {
    const configDir = folder();
    return {
      lock: lazyLock({ configDir, clock, budget, random: Math.random }),
      records: createProfileRecords(configDir),
      preferences: createPreferences(configDir),
    };
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
    return noFiles(error);
  }
}

function noFiles(why: FobError): Files {
  const fail = () => Promise.reject(why);
  return {
    lock: { hold: fail },
    records: { list: fail, get: fail, put: fail, remove: fail },
    preferences: { get: fail, set: fail },
  };
}
