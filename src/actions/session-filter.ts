import type { Session } from "../core/session.ts";

/** What `sessions list` and `sessions revoke` choose by. Null: whatever it is. */
export interface SessionFilter {
  readonly kind: "user" | "machine" | null;
  /** Seconds since the last activity. A session whose activity is unknown is not older. */
  readonly olderThanS: number | null;
  readonly userId: string | null;
  /** `*` stands for any text, `?` for one character; letters count alike in any case. */
  readonly name: string | null;
}

export const noFilter: SessionFilter = { kind: null, olderThanS: null, userId: null, name: null };

export function matchesFilter(session: Session, filter: SessionFilter, now: Date): boolean {
  if (filter.kind !== null && session.kind !== filter.kind) return false;
  if (filter.userId !== null && session.userId !== filter.userId) return false;
  if (filter.name !== null && !matchesGlob(session.name ?? "", filter.name)) return false;
  if (filter.olderThanS === null) return true;
  const last = session.lastActivityAt;
  return last !== null && now.getTime() - last.getTime() > filter.olderThanS * 1000;
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
