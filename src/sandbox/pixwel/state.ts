import { madeUpHex } from "../made-up.ts";
import { type PixwelAccount, pixwelAccounts } from "./accounts.ts";

/** An e-mailed link lives about ten minutes (PX-2FA). */
const linkLifetime = 600_000;

export interface PixwelState {
  readonly accounts: readonly PixwelAccount[];
  isVerified(account: PixwelAccount): boolean;
  /** The sign-in sends a link; a later one replaces it. */
  sendLink(account: PixwelAccount, now: number): void;
  /** True where a link was out and has not lapsed: from now on the account's logins are verified. */
  followLink(username: string, now: number): boolean;
  openSession(account: PixwelAccount, endsAt: number | null): string;
  bySession(id: string, now: number): PixwelAccount | null;
  endAll(): void;
}

export function createState(): PixwelState {
  const verified = new Set<string>();
  const links = new Map<string, number>();
  const sessions = new Map<string, { account: PixwelAccount; endsAt: number | null }>();
  return {
    accounts: Object.values(pixwelAccounts),
    isVerified: (account) => !account.enforced2fa || verified.has(account.username),
    sendLink: (account, now) => void links.set(account.username, now + linkLifetime),
    followLink(username, now) {
      const until = links.get(username);
      links.delete(username);
      if (until === undefined || now >= until) return false;
      verified.add(username);
      return true;
    },
    openSession(account, endsAt) {
      const id = madeUpHex(32);
      sessions.set(id, { account, endsAt });
      return id;
    },
    bySession(id, now) {
      const session = sessions.get(id);
      return session === undefined || (session.endsAt !== null && now >= session.endsAt)
        ? null
        : session.account;
    },
    endAll: () => sessions.clear(),
  };
}
