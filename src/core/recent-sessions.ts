/** What completion offers for an id. Nothing of it is secret. */
export interface RecentSession {
  readonly id: string;
  readonly name: string | null;
}

/** The sessions that were listed last, kept for some minutes so that a shell can complete their ids. */
export interface RecentSessions {
  /** Never fails: nobody waits for it. */
  remember(profile: string, sessions: readonly RecentSession[]): void;
  /** Nothing where it is too long ago, or cannot be read. */
  recall(profile: string): readonly RecentSession[];
  /** The profile bears another name now. Never fails. */
  rename(from: string, to: string): void;
  /** The profile is gone. Never fails. */
  forget(profile: string): void;
}
