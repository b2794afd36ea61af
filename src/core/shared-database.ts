import type { Finding } from "./finding.ts";

/** The database of the store `postgres`, beside what every store does. */
export interface SharedDatabase {
  /** What `--url`, FOB_STORE_URL or `store use` name; null where nothing does. FobError `usage`, `insecure_url`. */
  url(): Promise<string | null>;
  /** All that `init` would do, whatever is there already. */
  schemaSql(): Promise<string>;
  /** Makes the tables, or brings them up to date; answers from which version to which. */
  init(): Promise<{ readonly from: number; readonly to: number }>;
  /** Makes this machine's first key the current one and seals all with it, while others read and write. */
  rekey(): Promise<{ readonly keyId: string; readonly resealed: number }>;
  /** This call goes on with this machine's copy of a login, since the database is away. */
  usesCopy(): boolean;
  /** What is to be known of the database; empty where none is named. */
  inspect(): Promise<readonly Finding[]>;
}
