import type { FobError } from "../../core/errors.ts";
import type { Profile } from "../../core/profile.ts";
import type { ProviderInfo } from "../../core/provider-info.ts";

/** What made fob think that it is that user's. */
export type MatchedBy = "login" | "email" | "id" | "user_list";

export const things = ["session", "token", "user_sessions", "login"] as const;

export const incidentResults = [
  "revoked",
  "already_gone",
  "failed",
  "skipped",
  "not_possible",
  "would_revoke",
] as const;

/** One thing of the user's. `user_sessions`: all of them at once; without an id, those that nobody can list. */
export interface Found {
  readonly what: (typeof things)[number];
  readonly provider: string;
  readonly baseUrl: string;
  /** The login that ends it, or that is ended. */
  readonly profile: string | null;
  readonly id: string | null;
  readonly name: string | null;
  readonly kind: "user" | "machine" | null;
  readonly userId: string | null;
  readonly matchedBy: MatchedBy | null;
}

export interface Outcome {
  readonly result: (typeof incidentResults)[number];
  readonly error: FobError | null;
}

export interface IncidentItem extends Found, Outcome {
  /** When the outcome was known. */
  readonly at: Date | null;
  /** What is left to do by hand. */
  readonly instead: string | null;
}

/** Where was looked, and how well. */
export interface Looked {
  readonly profile: string | null;
  readonly provider: string;
  readonly baseUrl: string;
  readonly status: "searched" | "failed" | "not_searched";
  /** False where something of the user's may have been missed. */
  readonly complete: boolean;
  readonly userIds: readonly string[];
  readonly found: number;
  readonly error: FobError | null;
}

export interface Incident {
  readonly users: readonly string[];
  readonly state: "planned" | "done" | "interrupted";
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly items: readonly IncidentItem[];
  readonly coverage: readonly Looked[];
}

/** One address of one API, with the profiles of this machine that are there. */
export interface Site {
  readonly provider: string;
  readonly baseUrl: string;
  readonly info: ProviderInfo;
  readonly profiles: readonly Profile[];
}

/** What is done in one go, and reported item by item in the same order. Null: nothing can be done. */
export interface Batch {
  readonly items: readonly Found[];
  readonly run: (() => Promise<readonly Outcome[]>) | null;
  /** The profile whose own login ends with it, and is forgotten. */
  readonly ends: string | null;
  readonly error: FobError | null;
  readonly instead: string | null;
}

export interface SitePlan {
  /** In the order in which they are to run. */
  readonly batches: readonly Batch[];
  readonly coverage: readonly Looked[];
}
