import { join } from "node:path";
import { type FobError, isFobError } from "../../core/errors.ts";
import { checkProfileName } from "../../core/profile.ts";
import type { ProfileRecords } from "../../core/profile-records.ts";
import { namesIn, readRecord } from "./read.ts";

/** One file a profile, so that a damaged one takes no other with it, and two writers never meet. */
export function createProfileRecords(configDir: string): ProfileRecords {
  const folder = join(configDir, "profiles");
  return {
    async list() {
      const read = namesIn(folder).map((name) => attempt(name, () => readRecord(folder, name)));
      return {
        profiles: read.flatMap((result) => (result === null || isFobError(result) ? [] : [result])),
        problems: read.filter((result) => isFobError(result)),
      };
    },
    async get(name) {
      return readRecord(folder, checkProfileName(name));
    },
    async put(profile) {
      const { putRecord } = await import("./write.ts");
      putRecord(configDir, folder, profile);
    },
    async remove(name) {
      const { removeRecord } = await import("./write.ts");
      return removeRecord(folder, name);
    },
  };
}

function attempt<T>(profile: string, work: () => T): T | FobError {
  try {
    return work();
  } catch (error) {
    if (isFobError(error)) return error.with({ profile });
    throw error;
  }
}
