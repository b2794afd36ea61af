import { FobError } from "../../core/errors.ts";
import { isPathSegment } from "../../core/path-segment.ts";

type Pairs = readonly (readonly [string, string])[];

/**
 * The URL of a request: the base URL with one encoded segment for each of `path`. encodeURIComponent leaves `.` and
 * `..` as they are, so an id could climb to another resource (`DELETE /sessions/..`). Hence segments are checked
 * before, and the URL is taken apart again and checked after.
 */
export function requestUrl(
  baseUrl: string,
  path: readonly string[],
  query: Readonly<Record<string, string>> | Pairs = {},
): URL {
  for (const segment of path) checkSegment(segment);
  const base = new URL(baseUrl);
  const prefix = base.pathname.replace(/\/+$/, "");
  const pathname = [prefix, ...path.map(encodeURIComponent)].join("/") || "/";
  const url = new URL(base.origin + pathname + queryText(query));
  if (!isAsWritten(url, base.origin, pathname, segmentCount(prefix) + path.length)) refuse();
  return url;
}

/** What of a URL a request goes by. */
export type Address = Pick<URL, "origin" | "pathname" | "search" | "href">;

/** Letters, digits and marks that no parser of URLs changes (RFC 3986, 2.3), but the dot, which climbs. */
const plainSegment = /^[A-Za-z0-9_~-]+$/;

/** As `requestUrl`, for many requests: what needs no encoding and has no query is not taken apart again. */
export function addressesAt(baseUrl: string): (...parts: RequestParts) => Address {
  const base = new URL(baseUrl);
  const prefix = base.origin + base.pathname.replace(/\/+$/, "");
  return (path, query) => {
    const isPlain = query === undefined && path.length > 0 && path.every((part) => plainSegment.test(part));
    if (!isPlain) return requestUrl(baseUrl, path, query);
    const href = `${prefix}/${path.join("/")}`;
    return { origin: base.origin, pathname: href.slice(base.origin.length), search: "", href };
  };
}

type RequestParts = [path: readonly string[], query: Readonly<Record<string, string>> | Pairs | undefined];

/** An id, before it is encoded. */
export function checkSegment(segment: string): void {
  if (!isPathSegment(segment)) refuse();
}

function queryText(query: Readonly<Record<string, string>> | Pairs): string {
  const entries = isPairs(query) ? query : Object.entries(query);
  if (entries.length === 0) return "";
  for (const [name, value] of entries) {
    if (!name.isWellFormed() || !value.isWellFormed()) {
      throw new FobError("usage", "A query value holds text that is not valid Unicode.");
    }
  }
  return `?${new URLSearchParams(entries.map(([name, value]): [string, string] => [name, value]))}`;
}

function isPairs(query: Readonly<Record<string, string>> | Pairs): query is Pairs {
  return Array.isArray(query);
}

/** What the parser has made of the URL is what went into it. */
export function isAsWritten(url: URL, origin: string, pathname: string, segments: number): boolean {
  const bare = url.username === "" && url.password === "" && url.hash === "";
  const same = url.origin === origin && url.pathname === pathname;
  return bare && same && segmentCount(url.pathname) === segments;
}

function segmentCount(pathname: string): number {
  return pathname.split("/").filter((segment) => segment !== "").length;
}

function refuse(): never {
  throw new FobError("usage", "That cannot be part of an address at the provider.", {
    hint: "An id has no '/', no control characters, and is not '.' or '..'.",
  });
}
