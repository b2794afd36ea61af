import { isFobError } from "../../core/errors.ts";
import type { ProfileRecords } from "../../core/profile-records.ts";

/** The records of a database that other machines use too; null where none is named. */
type FindShared = () => Promise<ProfileRecords | null>;

/**
 * A login in the shared store has its record there and nowhere else, so that all machines know it by its name. One of
 * this machine alone hides a shared one of the same name.
 */
export function withShared(local: ProfileRecords, findShared: FindShared): ProfileRecords {
  return {
    async list() {
      const [mine, others] = [await local.list(), await listShared(findShared)];
      const names = new Set(mine.profiles.map(({ name }) => name));
      const more = others.profiles.filter(({ name }) => !names.has(name));
      const profiles = [...mine.profiles, ...more].sort((a, b) => (a.name < b.name ? -1 : 1));
      return { profiles, problems: [...mine.problems, ...others.problems] };
    },
    get: async (name) => (await local.get(name)) ?? (await (await findShared())?.get(name)) ?? null,
    async put(profile) {
      const shared = await sharedFor(profile.store, local, profile.name, findShared);
      if (profile.store === "postgres" && shared !== null) {
        await shared.put(profile);
        await local.remove(profile.name);
        return;
      }
      await local.put(profile);
      // It was moved here: as long as it is there too, other machines look for its secrets in vain.
      if ((await shared?.get(profile.name))?.ref === profile.ref) await shared?.remove(profile.name);
    },
    remove: async (name) =>
      (await local.remove(name)) || ((await (await findShared())?.remove(name)) ?? false),
  };
}

async function listShared(findShared: FindShared): ReturnType<ProfileRecords["list"]> {
  try {
    return (await (await findShared())?.list()) ?? { profiles: [], problems: [] };
  } catch (error) {
    if (isFobError(error)) return { profiles: [], problems: [error] };
    throw error;
  }
}

/** A record that is a file already never was a shared one, and needs no look at the database. */
async function sharedFor(
  store: string,
  local: ProfileRecords,
  name: string,
  findShared: FindShared,
): Promise<ProfileRecords | null> {
  if (store === "postgres") return findShared();
  return (await local.get(name)) === null ? findShared() : null;
}
