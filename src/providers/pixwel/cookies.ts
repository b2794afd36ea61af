import type { ResponseCookie } from "../../core/http.ts";

/** A cookie as it is kept, as one JSON text with its fellows. */
export interface KeptCookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly secure: boolean;
  /** Milliseconds since 1970; null: until the login is forgotten. */
  readonly expiresMs: number | null;
}

/**
 * The cookies of an answer that its own host may set, newest last (RFC 6265, section 5.3): a later one replaces its
 * namesake, an expired one removes it.
 */
export function keptCookies(
  cookies: readonly ResponseCookie[],
  requestUrl: URL,
  now: Date,
): readonly KeptCookie[] {
  const jar = new Map<string, KeptCookie>();
  for (const cookie of cookies) {
    if (!isForHost(cookie.domain, requestUrl.hostname)) continue;
    const kept = keep(cookie, requestUrl, now);
    jar.delete(keyOf(kept));
    if (isAlive(kept, now)) jar.set(keyOf(kept), kept);
  }
  return [...jar.values()];
}

/** Those that may go along with a request, longest path first as browsers do. */
export function cookiesFor(jar: readonly KeptCookie[], url: URL, now: Date): readonly KeptCookie[] {
  return jar
    .filter((cookie) => isAlive(cookie, now) && (!cookie.secure || url.protocol === "https:"))
    .filter(({ path }) => matchesPath(path, url.pathname))
    .toSorted((a, b) => b.path.length - a.path.length);
}

/** When nothing of the jar is left; null where one cookie names no end. */
export function jarExpiry(jar: readonly KeptCookie[]): Date | null {
  const ends = jar.map(({ expiresMs }) => expiresMs ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...ends);
  return Number.isFinite(last) ? new Date(last) : null;
}

function keep(cookie: ResponseCookie, { pathname }: URL, now: Date): KeptCookie {
  const { name, value, secure, path } = cookie;
  return {
    name,
    value,
    secure,
    path: path?.startsWith("/") ? path : pathname.slice(0, Math.max(1, pathname.lastIndexOf("/"))),
    expiresMs: endOf(cookie, now),
  };
}

/** Max-Age goes before Expires. What no date can hold is no end. */
function endOf({ maxAgeS, expires }: ResponseCookie, now: Date): number | null {
  const end = maxAgeS === null ? (expires?.getTime() ?? null) : now.getTime() + Math.max(maxAgeS, -1) * 1000;
  return end === null || Number.isNaN(new Date(end).getTime()) ? null : end;
}

function isAlive({ expiresMs }: KeptCookie, now: Date): boolean {
  return expiresMs === null || expiresMs > now.getTime();
}

/** The cookie goes back to its own origin alone, so a wider domain is taken but never widens where it is sent. */
function isForHost(domain: string | null, hostname: string): boolean {
  const wide = domain?.replace(/^\./, "").toLowerCase() ?? "";
  return wide === "" || wide === hostname || (wide.includes(".") && hostname.endsWith(`.${wide}`));
}

function matchesPath(path: string, pathname: string): boolean {
  if (path === pathname) return true;
  return pathname.startsWith(path) && (path.endsWith("/") || pathname[path.length] === "/");
}

function keyOf({ name, path }: KeptCookie): string {
  return JSON.stringify([name, path]);
}
