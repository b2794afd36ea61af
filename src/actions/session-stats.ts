import type { App } from "../core/app.ts";
import { type ListedSession, type Listing, type ListRequest, listSessions } from "./list-sessions.ts";

export interface Bucket {
  readonly bucket: string;
  readonly count: number;
}

export interface SessionStats {
  readonly count: number;
  readonly age: readonly Bucket[];
  readonly kind: readonly Bucket[];
  readonly device: readonly Bucket[];
  readonly lastActivity: readonly Bucket[];
}

const day = 86_400_000;
/** Up to, in milliseconds. */
const spans: readonly (readonly [string, number])[] = [
  ["under 1 day", day],
  ["1 to 7 days", 7 * day],
  ["7 to 30 days", 30 * day],
  ["30 to 90 days", 90 * day],
  ["90 to 365 days", 365 * day],
  ["over 365 days", Number.POSITIVE_INFINITY],
];
const unknown = "unknown";
const others = "others";
const mostDevices = 10;

/** Counts sessions as they come and keeps none. */
export async function sessionStats(
  app: App,
  request: ListRequest,
): Promise<{ readonly stats: SessionStats; readonly listing: Listing }> {
  const now = app.clock.now();
  const [age, kind, device, lastActivity] = [counter(), counter(), counter(), counter()];
  const listing = await listSessions(app, request, (one) => {
    age.add(spanOf(one.createdAt, now));
    kind.add(one.kind);
    device.add(deviceOf(one));
    lastActivity.add(spanOf(one.lastActivityAt, now));
    return true;
  });
  const inOrder = [...spans.map(([name]) => name), unknown];
  return {
    listing,
    stats: {
      count: listing.count,
      age: age.of(inOrder),
      kind: kind.of(["user", "machine"]),
      device: device.most(mostDevices),
      lastActivity: lastActivity.of(inOrder),
    },
  };
}

function spanOf(date: Date | null, now: Date): string {
  if (date === null) return unknown;
  const ms = now.getTime() - date.getTime();
  return spans.find(([, upTo]) => ms < upTo)?.[0] ?? unknown;
}

function deviceOf({ device, platform, browser }: ListedSession): string {
  return device ?? platform ?? browser ?? unknown;
}

function counter() {
  const counts = new Map<string, number>();
  const of = (names: readonly string[]) =>
    names.map((bucket): Bucket => ({ bucket, count: counts.get(bucket) ?? 0 }));
  return {
    add: (name: string) => void counts.set(name, (counts.get(name) ?? 0) + 1),
    of,
    /** The most frequent; the rest together, and what is unknown, at the end. */
    most(count: number): readonly Bucket[] {
      const named = [...counts].filter(([name]) => name !== unknown);
      const sorted = named.sort(([a, x], [b, y]) => y - x || a.localeCompare(b, "en")).map(([name]) => name);
      const rest = of(sorted.slice(count)).reduce((sum, one) => sum + one.count, 0);
      const ends = [{ bucket: others, count: rest }, ...of([unknown])].filter((one) => one.count > 0);
      return [...of(sorted.slice(0, count)), ...ends];
    },
  };
}
