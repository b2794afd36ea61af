import type { StoreName } from "./store.ts";

/** What the user prefers on this machine; never a secret. */
export interface Preferences {
  readonly defaultProfile: string | null;
  readonly store: StoreName | null;
  /** Whether the audit log is written; null: as usual, it is. */
  readonly audit: boolean | null;
  /** Where the shared database is, without a password. */
  readonly storeUrl: string | null;
}

export interface PreferencesStore {
  get(): Promise<Preferences>;
  set(change: Partial<Preferences>): Promise<void>;
}
