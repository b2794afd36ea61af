import { madeUpHex, madeUpUuid, signJwt } from "../made-up.ts";
import { type BabelAccount, babelAccounts } from "./accounts.ts";

export interface BabelKey {
  readonly id: number;
  readonly name: string;
  readonly key: string;
  readonly clientSecret: string;
  readonly createdDate: string;
  readonly expireDate: string | null;
  readonly ownerId: string;
  readonly revoked: boolean;
  readonly permissions: number;
  readonly description: string | null;
}

export interface BabelState {
  readonly accounts: readonly BabelAccount[];
  readonly keys: Map<number, BabelKey>;
  addKey(
    key: Pick<BabelKey, "name" | "ownerId" | "permissions" | "expireDate" | "description">,
    now: number,
  ): BabelKey;
  /** The key that this value is, also one deleted a moment ago that the service still remembers. */
  keyOf(value: string, now: number): BabelKey | null;
  issue(account: BabelAccount, now: number): string;
  byToken(token: string, now: number): BabelAccount | null;
  end(token: string): void;
  endAll(): void;
}

/** TokenExpiration of the vendor's configuration: 00:30:00. */
export const tokenSeconds = 1800;

export function createState(keyCacheMs: number, now: number): BabelState {
  const keys = new Map<number, BabelKey>();
  const remembered = new Map<string, { key: BabelKey; until: number }>();
  const tokens = new Map<string, { account: BabelAccount; until: number }>();
  const accounts: readonly BabelAccount[] = Object.values(babelAccounts);
  for (const [index, account] of accounts.entries()) {
    keys.set(index + 1, firstKey(account, index + 1, now));
  }
  let lastId = keys.size;
  return {
    accounts,
    keys,
    addKey(key, at) {
      const id = ++lastId;
      const made = `api_MadeUp${madeUpHex(18)}`;
      const one = { ...key, id, key: made, clientSecret: secret(id), createdDate: iso(at), revoked: false };
      keys.set(id, one);
      return one;
    },
    keyOf(value, at) {
      const stored = [...keys.values()].find((one) => one.key === value && !isOver(one, at));
      if (stored !== undefined) remembered.set(value, { key: stored, until: at + keyCacheMs });
      const memory = remembered.get(value);
      return stored ?? (memory !== undefined && at < memory.until ? memory.key : null);
    },
    issue(account, at) {
      const token = tokenFor(account, at);
      tokens.set(token, { account, until: at + tokenSeconds * 1000 });
      return token;
    },
    byToken(token, at) {
      const one = tokens.get(token);
      return one !== undefined && at < one.until ? one.account : null;
    },
    end: (token) => void tokens.delete(token),
    endAll: () => tokens.clear(),
  };
}

function isOver(key: BabelKey, now: number): boolean {
  return key.revoked || (key.expireDate !== null && now >= Date.parse(key.expireDate));
}

function firstKey(account: BabelAccount, id: number, now: number): BabelKey {
  return {
    id,
    name: `${account.userName}'s key`,
    key: account.apiKey,
    clientSecret: secret(id),
    createdDate: iso(now),
    expireDate: null,
    ownerId: account.id,
    revoked: false,
    permissions: account.permissions,
    description: "Made by the sandbox",
  };
}

function tokenFor(account: BabelAccount, now: number): string {
  const seconds = Math.floor(now / 1000);
  return signJwt(
    { alg: "HS256", typ: "JWT" },
    {
      sub: account.id,
      unique_name: account.userName,
      role: account.roles,
      jti: madeUpUuid(),
      iat: seconds,
      exp: seconds + tokenSeconds,
      iss: "made-up-by-the-sandbox",
    },
  );
}

function secret(id: number): string {
  return `made-up-client-secret-${id}`;
}

export function iso(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}
