import type { FobError } from "./errors.ts";
import type { Profile } from "./profile.ts";

/** The records of the profiles on this machine. No secret is in them. */
export interface ProfileRecords {
  /** All that can be read, by name; what cannot is named, its profile in the problem where it is known, and left where it is. */
  list(): Promise<{ readonly profiles: readonly Profile[]; readonly problems: readonly FobError[] }>;
  /** Null where there is none; FobError `local_io` or `unsafe_file` where it cannot be read. */
  get(name: string): Promise<Profile | null>;
  put(profile: Profile): Promise<void>;
  /** False where there was none. */
  remove(name: string): Promise<boolean>;
}
