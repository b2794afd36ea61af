import { FobError } from "../../core/errors.ts";
import { isPathSegment } from "../../core/path-segment.ts";

export type Pair = readonly [name: string, value: string];

export interface ApiPath {
  /** Decoded, each one segment. */
  readonly path: readonly string[];
  readonly query: readonly Pair[];
}

/**
 * PATH as it was typed, taken apart. It stays below the profile's base URL: what a server, a proxy or a parser of URLs
 * might read as another place is refused, in clear, encoded, and encoded twice.
 */
export function parsePath(text: string): ApiPath {
  const at = text.indexOf("?");
  const [place, query] = at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
  refuseOtherPlaces(text, place);
  const bare = place.startsWith("/") ? place.slice(1) : place;
  return { path: bare === "" ? [] : bare.split("/").map(segmentOf), query: queryOf(query) };
}

/** `key=value` of `--query`. */
export function parsePair(text: string): Pair {
  const at = text.indexOf("=");
  if (at > 0 && text.isWellFormed()) return [text.slice(0, at), text.slice(at + 1)];
  throw new FobError("usage", "-q takes KEY=VALUE.", {
    hint: "As in -q 'filter[status]=1'; fob encodes it.",
  });
}

function refuseOtherPlaces(text: string, place: string): void {
  if (/^[a-z]:[\\/]/i.test(place)) {
    throw refused(
      "a path of this machine's disk",
      "Leave out the slash at the beginning: some shells make a path of it.",
    );
  }
  // With a host of its own, as `//host/path` is too (RFC 3986, 4.2).
  if (/^([a-z][a-z0-9+.-]*:|\/\/[^/])/i.test(place)) {
    throw new FobError("unsafe", "PATH cannot be a whole address.", {
      hint: "Give the path below the profile's base URL alone, as /projects",
    });
  }
  if (place.includes("\\")) throw refused("a path with a backslash", "Separate its parts with /");
  if (text.includes("#"))
    throw refused("a path with a '#'", "It would not be sent; where it is meant, write %23");
  if (place.includes("@")) throw refused("a path with an '@'", "Write %40 where it is meant");
}

function segmentOf(part: string): string {
  if (part === "")
    throw refused("a path with an empty part", "One slash between two parts, and none at the end.");
  const segment = decoded(part);
  if (isPathSegment(segment)) return segment;
  throw refused(
    "a path that may lead elsewhere",
    "No part of it can be '.' or '..', or hold a slash, a backslash or a control character, not even encoded.",
  );
}

function queryOf(text: string): readonly Pair[] {
  decoded(text);
  return [...new URLSearchParams(text)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refused("a path with a '%' that begins no UTF-8 character", "Write %25 for the sign itself.");
  }
}

function refused(what: string, hint: string): FobError {
  return new FobError("usage", `PATH cannot be ${what}.`, { hint });
}
