import { madeUpUuid } from "../made-up.ts";
import { type ProductiveAccount, productiveAccounts } from "./accounts.ts";
import { rowText, type StoredSession } from "./session.ts";

const day = 86_400_000;
/** An activity closer to the last one than this is not written down. */
const activityGrain = 60_000;

export type NewSession = Pick<StoredSession, "userId"> &
  Partial<Omit<StoredSession, "id" | "token" | "json">>;

export interface ProductiveState {
  readonly accounts: readonly ProductiveAccount[];
  /** Recovery codes that are still good, by user id. */
  readonly recoveryCodes: ReadonlyMap<number, Set<string>>;
  /** Changes whenever a list would. */
  version(): number;
  all(): Iterable<StoredSession>;
  byId(id: number): StoredSession | null;
  byToken(token: string): StoredSession | null;
  add(session: NewSession, now: number): StoredSession;
  remove(session: StoredSession): void;
  /** Gives the session another token, so that the former is dead. */
  rotate(session: StoredSession): void;
  touch(session: StoredSession, now: number): void;
  expireAll(now: number): void;
}

export function createState(): ProductiveState {
  const sessions = new Map<number, StoredSession>();
  const tokens = new Map<string, StoredSession>();
  let lastId = 2152;
  let version = 0;
  const keep = (session: StoredSession): StoredSession => {
    version++;
    session.json = null;
    tokens.set(session.token, session);
    sessions.set(session.id, session);
    return session;
  };
  const accounts: readonly ProductiveAccount[] = Object.values(productiveAccounts);
  return {
    accounts,
    recoveryCodes: new Map(accounts.map((one) => [one.userId, new Set(one.recoveryCodes)])),
    version: () => version,
    all: () => sessions.values(),
    byId: (id) => sessions.get(id) ?? null,
    byToken: (token) => tokens.get(token) ?? null,
    add: (session, now) => keep(filled(session, ++lastId, now)),
    remove(session) {
      version++;
      tokens.delete(session.token);
      sessions.delete(session.id);
    },
    rotate(session) {
      tokens.delete(session.token);
      session.token = madeUpUuid();
      keep(session);
    },
    touch(session, now) {
      if (now - session.lastActivityAt < activityGrain) return;
      session.lastActivityAt = now;
      keep(session);
    },
    expireAll(now) {
      for (const session of sessions.values()) {
        if (session.machine) continue;
        session.expiresAt = now;
        keep(session);
      }
    },
  };
}

function filled(session: NewSession, id: number, now: number): StoredSession {
  return {
    name: null,
    lastIp: null,
    location: null,
    device: null,
    platform: null,
    browser: null,
    machine: false,
    readOnly: false,
    twoFactor: false,
    lastActivityAt: now,
    expiresAt: null,
    codeDueBy: null,
    ...session,
    id,
    token: madeUpUuid(),
    json: null,
  };
}

/** What a fresh sandbox shows: sessions of several people, some long unused, some with nothing but nulls. */
export function seed(state: ProductiveState, now: number): void {
  const { plain, twoFactor, twoOrganizations } = productiveAccounts;
  const [ada, grace, lin] = [plain.userId, twoFactor.userId, twoOrganizations.userId];
  const laptop = {
    device: "Laptop",
    platform: "Linux",
    browser: "Firefox",
    lastIp: "192.0.2.10",
    location: "Zagreb",
  };
  const phone = {
    device: "Phone",
    platform: "iOS",
    browser: "Safari",
    lastIp: "192.0.2.44",
    location: "Oslo",
  };
  state.add({ userId: ada, ...laptop, lastActivityAt: now - 2 * day, expiresAt: now + 12 * day }, now);
  state.add({ userId: ada, ...phone, lastActivityAt: now - 45 * day }, now);
  state.add({ userId: ada, lastActivityAt: now - 200 * day }, now);
  state.add({ userId: grace, ...laptop, lastActivityAt: now - 5 * day, twoFactor: true }, now);
  state.add({ userId: lin, ...phone, lastActivityAt: now - 90 * day }, now);
  state.add({ userId: ada, name: "nightly export", machine: true, lastActivityAt: now - day }, now);
  state.add(
    { userId: ada, name: "dashboard", machine: true, readOnly: true, lastActivityAt: now - 120 * day },
    now,
  );
  state.add({ userId: lin, name: "lin's script", machine: true, lastActivityAt: now - 3 * day }, now);
}

/** Rows for a load run, written beforehand: one page of 200 weighs about 120 KB. */
export function addMany(state: ProductiveState, count: number, of: Partial<NewSession>, now: number): void {
  for (let i = 1; i <= count; i++) {
    const number = String(i).padStart(6, "0");
    const session = state.add(
      {
        userId: productiveAccounts.plain.userId,
        name: `load session ${number}`,
        device: "Load generator",
        platform: "Linux x86_64",
        browser: "Sandbox/1.0 (made up for load)",
        lastIp: `198.51.100.${i % 250}`,
        location: "Nowhere, Made Up",
        lastActivityAt: now - (i % 400) * day,
        expiresAt: now + 14 * day,
        ...of,
      },
      now,
    );
    rowText(session);
  }
}
