import { FobError } from "./errors.ts";
import type { Identity } from "./identity.ts";
import type { SessionRef } from "./session.ts";
import type { StoreName } from "./store.ts";

export type ProfileState = "active" | "pending_otp" | "pending_link" | "logged_out";

/** What is known of one login without its secrets. Kept in a file of its own; outlives `logout`. */
export interface Profile {
  readonly name: string;
  readonly provider: string;
  readonly baseUrl: string;
  /** Names the profile's secrets in its store; chosen once, so a rename moves no secret. */
  readonly ref: string;
  readonly store: StoreName;
  readonly state: ProfileState;
  readonly identity: Identity;
  readonly session: SessionRef;
  /** The token was handed to fob rather than got by it. */
  readonly given: boolean;
  /** Former credentials that wait in the store's pending-revoke slot. */
  readonly pendingRevokes: number;
  readonly settings: Readonly<Record<string, string>>;
}

const grammar = /^[A-Za-z0-9._@-]{1,64}$/;

/** Letters, digits, `.`, `_`, `-`, `@`; 1 to 64; not `.` or `..`, which are folders, nor a leading `-`, which is a flag. */
export function isProfileName(name: string): boolean {
  return grammar.test(name) && !/^\.{1,2}$/.test(name) && !name.startsWith("-");
}

export function checkProfileName(name: string): string {
  if (isProfileName(name)) return name;
  throw new FobError("usage", "That is not a profile name.", {
    hint: "Use 1 to 64 letters, digits, '.', '_', '-' or '@', no '-' first and more than dots, as in --profile work",
  });
}
