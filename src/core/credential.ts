import type { Secret } from "./secret.ts";

/** What a provider needs to act for its user. Named and read by the adapter that made it. */
export interface Credential {
  /** The base URL that it was got from. It is sent there and nowhere else. */
  readonly baseUrl: string;
  readonly secrets: Readonly<Record<string, Secret>>;
  /** What goes with the secrets and is none itself: session id, user id, device id. */
  readonly details: Readonly<Record<string, string>>;
  readonly expiresAt: Date | null;
  /** Handed to fob rather than got by it: logout forgets it and never ends it at the server. */
  readonly given: boolean;
}

/** All that a store keeps for one profile; written and read as one value. */
export interface Slots {
  readonly active: Credential | null;
  /** A login that waits for its second factor. */
  readonly pending: Credential | null;
  /** Logged out here, still to be ended at the server. Read by `logout` alone. */
  readonly pendingRevoke: readonly Credential[];
}

export const emptySlots: Slots = { active: null, pending: null, pendingRevoke: [] };

export function isEmpty(slots: Slots): boolean {
  return slots.active === null && slots.pending === null && slots.pendingRevoke.length === 0;
}
