import { madeUpHex } from "../made-up.ts";
import { type ExampleAccount, exampleAccounts } from "./accounts.ts";

/** A session, or a token for a machine: both open the same doors. */
export interface ExampleToken {
  readonly id: string;
  readonly value: string;
  readonly account: ExampleAccount;
  readonly name: string | null;
  readonly readOnly: boolean;
  readonly createdAt: number;
  expiresAt: number | null;
}

export interface ExampleState {
  readonly sessions: Map<string, ExampleToken>;
  readonly tokens: Map<string, ExampleToken>;
  account(email: unknown, password: unknown): ExampleAccount | null;
  open(account: ExampleAccount, now: number): ExampleToken;
  mint(account: ExampleAccount, name: string, readOnly: boolean, now: number): ExampleToken;
  /** Whoever shows this value, while it is good. */
  byValue(value: string, now: number): ExampleToken | null;
  expireAll(now: number): void;
}

const day = 86_400_000;

export function createState(): ExampleState {
  const sessions = new Map<string, ExampleToken>();
  const tokens = new Map<string, ExampleToken>();
  const add = (to: Map<string, ExampleToken>, prefix: string, token: Omit<ExampleToken, "id" | "value">) => {
    const made = { ...token, id: prefix + madeUpHex(24), value: `made-up-${prefix}${madeUpHex(32)}` };
    to.set(made.id, made);
    return made;
  };
  return {
    sessions,
    tokens,
    account: (email, password) =>
      Object.values(exampleAccounts).find((one) => one.email === email && one.password === password) ?? null,
    open: (account, now) =>
      add(sessions, "ses_", { account, name: null, readOnly: false, createdAt: now, expiresAt: now + day }),
    mint: (account, name, readOnly, now) =>
      add(tokens, "tok_", { account, name, readOnly, createdAt: now, expiresAt: null }),
    byValue(value, now) {
      const found = [...sessions.values(), ...tokens.values()].find((one) => one.value === value);
      return found === undefined || (found.expiresAt !== null && now >= found.expiresAt) ? null : found;
    },
    expireAll(now) {
      for (const session of sessions.values()) session.expiresAt = now;
    },
  };
}
