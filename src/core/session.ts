/** What is known of the session that a credential stands for. */
export interface SessionRef {
  readonly id: string | null;
  readonly expiresAt: Date | null;
}

/** One session as the provider's server shows it. What the server does not tell is null. */
export interface Session {
  readonly id: string;
  readonly kind: "user" | "machine";
  readonly name: string | null;
  readonly current: boolean;
  readonly readOnly: boolean | null;
  readonly userId: string | null;
  readonly device: string | null;
  readonly platform: string | null;
  readonly browser: string | null;
  readonly ip: string | null;
  readonly location: string | null;
  readonly createdAt: Date | null;
  readonly lastActivityAt: Date | null;
  readonly expiresAt: Date | null;
  readonly twoFactor: boolean | null;
  readonly revocable: boolean;
}

export type RevokeResult = "revoked" | "already_gone";
