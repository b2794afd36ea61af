import type { Slots } from "./credential.ts";
import type { Secret } from "./secret.ts";

export const storeNames = ["keychain", "file", "postgres"] as const;
export type StoreName = (typeof storeNames)[number];

/** `locked` and `unavailable` say nothing about what is stored: nobody is logged out and nothing overwritten on them. */
export type Lookup =
  | { readonly kind: "found"; readonly slots: Slots }
  | { readonly kind: "absent" }
  | { readonly kind: "locked"; readonly reason: string }
  | { readonly kind: "unavailable"; readonly reason: string };

export type StoreHealth =
  | { readonly kind: "works" }
  | { readonly kind: "locked"; readonly reason: string }
  | { readonly kind: "unavailable"; readonly reason: string };

export type Confirm = () => Promise<void>;

/**
 * Where secrets rest. Every store passes test/contract/credential-store.ts.
 * `write` and `delete` throw FobError (store_locked, store_unavailable, store_key, local_io, unsafe_file)
 * and then leave what was stored as it was.
 */
export interface CredentialStore {
  readonly name: StoreName;
  /** For people, as "the system keychain (Secret Service)": it begins with "the" and two words of small letters. */
  readonly description: string;
  /** Proves that a value can be written, read back and deleted. */
  check(): Promise<StoreHealth>;
  /** Throws FobError (local_io, unsafe_file, store_key) where a value is there and cannot be understood, or as `unavailable`. */
  read(ref: string): Promise<Lookup>;
  /** Replaces the value and proves it by reading it back. */
  write(ref: string, slots: Slots): Promise<void>;
  /** False where there was nothing to delete. */
  delete(ref: string): Promise<boolean>;
  /**
   * One holder per ref among all machines; absent where the store is this machine's own. What the work writes must
   * replace what it has read, else FobError `lock_timeout`, and nothing is written. What cannot be written there calls
   * `confirm` first: the same where the lock was lost meanwhile, so that another machine may have had it.
   */
  hold?<T>(ref: string, work: (confirm: Confirm) => Promise<T>): Promise<T>;
  /** The one clock that all machines see; absent where the store has none. */
  now?(): Promise<Date>;
}

/** A store that many machines share. */
export type SharedStore = CredentialStore & Required<Pick<CredentialStore, "hold" | "now">>;

/** The file store's key, as a person chooses it who has no keychain; for the rest of this call. */
export interface StoreKeys {
  /** The variable that gives one already. */
  readonly variable: "FOB_STORE_KEY_FILE" | "FOB_STORE_KEY" | null;
  /** Where `useFile` keeps a new one. */
  readonly path: string;
  /** False where the file was there already; then that is the key. */
  useFile(): Promise<boolean>;
  usePassphrase(passphrase: Secret): void;
}
