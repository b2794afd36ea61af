import { BlockList, isIP, isIPv6 } from "node:net";
import type { Session } from "../core/session.ts";

/** What `sessions list` and `sessions revoke` choose by. Null: whatever it is; what is not known matches nothing else. */
export interface SessionFilter {
  readonly kind: "user" | "machine" | null;
  /** Seconds since the last activity. */
  readonly olderThanS: number | null;
  /** Seconds until the end; one that has ended already does not end any more. */
  readonly expiringS: number | null;
  readonly userId: string | null;
  /** Globs: `*` stands for any text, `?` for one character; letters count alike in any case. */
  readonly name: string | null;
  /** Of device, platform or browser. */
  readonly device: string | null;
  /** A glob, or a network as 192.0.2.0/24. */
  readonly ip: string | null;
}

export const noFilter: SessionFilter = {
  kind: null,
  olderThanS: null,
  expiringS: null,
  userId: null,
  name: null,
  device: null,
  ip: null,
};

export function isFiltering(filter: SessionFilter): boolean {
  return Object.values(filter).some((value) => value !== null);
}

type Tests = {
  readonly [K in keyof SessionFilter]: (
    session: Session,
    asked: NonNullable<SessionFilter[K]>,
    now: Date,
  ) => boolean;
};

const tests: Tests = {
  kind: ({ kind }, asked) => kind === asked,
  olderThanS: ({ lastActivityAt: last }, asked, now) =>
    last !== null && now.getTime() - last.getTime() > asked * 1000,
  expiringS: ({ expiresAt }, asked, now) => expiresAt !== null && endsWithin(expiresAt, asked * 1000, now),
  userId: ({ userId }, asked) => userId === asked,
  name: ({ name }, asked) => matchesGlob(name ?? "", asked),
  device: ({ device, platform, browser }, asked) =>
    [device, platform, browser].some((one) => one !== null && matchesGlob(one, asked)),
  ip: ({ ip }, asked) => ip !== null && matchesAddress(ip, asked),
};

/** The quickest first. */
const filterKeys = ["kind", "userId", "olderThanS", "expiringS", "name", "device", "ip"] as const;

export function matchesFilter(session: Session, filter: SessionFilter, now: Date): boolean {
  return filterKeys.every((key) => meets(session, filter, key, now));
}

const words: Readonly<Record<keyof SessionFilter, string>> = {
  kind: "its kind",
  userId: "its user",
  olderThanS: "it was used since",
  expiringS: "its end",
  name: "its name",
  device: "its device",
  ip: "its address",
};

/** The first condition that the session does not meet, in words; null where it meets all. */
export function unmet(session: Session, filter: SessionFilter, now: Date): string | null {
  const key = filterKeys.find((one) => !meets(session, { ...noFilter, ...filter }, one, now));
  return key === undefined ? null : words[key];
}

function meets<K extends keyof SessionFilter>(
  session: Session,
  filter: SessionFilter,
  key: K,
  now: Date,
): boolean {
  const asked = filter[key];
  return asked === null || tests[key](session, asked, now);
}

function endsWithin(end: Date, ms: number, now: Date): boolean {
  const left = end.getTime() - now.getTime();
  return left >= 0 && left <= ms;
}

function matchesAddress(ip: string, asked: string): boolean {
  return asked.includes("/") ? inNetwork(ip, asked) : matchesGlob(ip, asked);
}

function inNetwork(ip: string, network: string): boolean {
  const [address = "", bits] = network.split("/");
  const family = isIPv6(address) ? "ipv6" : "ipv4";
  if (isIP(ip) === 0) return false;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family);
  return list.check(ip, isIPv6(ip) ? "ipv6" : "ipv4");
}

/** Whether the text can be an address, a glob of one, or a network. */
export function isAddressFilter(text: string): boolean {
  const [address = "", bits, more] = text.split("/");
  if (bits === undefined) return /[*?]/.test(text) ? isAddressGlob(text) : isIP(text) !== 0;
  const most = isIP(address) === 6 ? 128 : 32;
  return more === undefined && isIP(address) !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}

function isAddressGlob(text: string): boolean {
  if (text.includes(".") && !text.includes(":")) {
    const parts = text.split(".");
    return parts.length <= 4 && parts.every((part) => /^[\d*?]+$/.test(part) && !(Number(part) > 255));
  }
  return /^[0-9A-Fa-f.:*?]+$/.test(text);
}

/** Linear in text times pattern, with no regular expression built of what a user typed. */
export function matchesGlob(text: string, glob: string): boolean {
  const [characters, pattern] = [[...text.toLowerCase()], [...glob.toLowerCase()]];
  let [at, from, star, mark] = [0, 0, -1, 0];
  while (at < characters.length) {
    if (pattern[from] === "*") {
      star = from++;
      mark = at;
    } else if (from < pattern.length && (pattern[from] === "?" || pattern[from] === characters[at])) {
      from++;
      at++;
    } else if (star >= 0) {
      from = star + 1;
      at = ++mark;
    } else return false;
  }
  while (pattern[from] === "*") from++;
  return from === pattern.length;
}

export const sortKeys = [
  "id",
  "name",
  "kind",
  "user_id",
  "last_activity_at",
  "expires_at",
  "created_at",
] as const;
export type SortKey = (typeof sortKeys)[number];

export interface SortOrder {
  readonly key: SortKey;
  readonly descending: boolean;
}

/** Unknown values come last in either direction. */
export function sortSessions<T extends Session>(
  sessions: readonly T[],
  { key, descending }: SortOrder,
): readonly T[] {
  const sign = descending ? -1 : 1;
  return [...sessions].sort((a, b) => {
    const [x, y] = [sortValue(a, key), sortValue(b, key)];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    return sign * compare(x, y);
  });
}

function compare(x: string | number, y: string | number): number {
  if (typeof x === "number" && typeof y === "number") return x - y;
  return String(x).localeCompare(String(y), "en", { numeric: true });
}

function sortValue(session: Session, key: SortKey): string | number | null {
  switch (key) {
    case "id":
      return session.id;
    case "name":
      return session.name;
    case "kind":
      return session.kind;
    case "user_id":
      return session.userId;
    case "last_activity_at":
      return session.lastActivityAt?.getTime() ?? null;
    case "expires_at":
      return session.expiresAt?.getTime() ?? null;
    case "created_at":
      return session.createdAt?.getTime() ?? null;
  }
}
