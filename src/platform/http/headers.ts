import { FobError } from "../../core/errors.ts";
import { framingHeaders, isHeaderName, isHeaderValue } from "../../core/header.ts";
import type { HttpRequest } from "../../core/http.ts";
import { Secret } from "../../core/secret.ts";

type HeaderParts = Pick<HttpRequest, "headers" | "contentType"> & { readonly body?: unknown };

/** Names and values in turn, as they go on the wire: the one place where a header's secret is revealed. */
export function wireHeaders(request: HeaderParts, userAgent: string): string[] {
  const headers = new Map([
    ["accept", "application/json"],
    // Not binding for a server, but most then send what can be counted as it comes.
    ["accept-encoding", "identity"],
    ["user-agent", userAgent],
  ]);
  const contentType = request.contentType ?? (request.body === undefined ? undefined : "application/json");
  if (contentType !== undefined) headers.set("content-type", checkedValue("content-type", contentType));
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    const text = value instanceof Secret ? value.reveal() : value;
    headers.set(checkedName(name), checkedValue(name, text));
  }
  return [...headers].flat();
}

/** As `wireHeaders` for one request after the other: those of bulk work are all the same. */
export function headerWriter(userAgent: string): (request: HeaderParts) => string[] {
  let last: { readonly request: HeaderParts; readonly headers: string[] } | null = null;
  return (request) => {
    if (last === null || !isAlike(last.request, request)) {
      last = { request, headers: wireHeaders(request, userAgent) };
    }
    return last.headers;
  };
}

function isAlike(one: HeaderParts, other: HeaderParts): boolean {
  const sameBody = (one.body === undefined) === (other.body === undefined);
  return one.headers === other.headers && one.contentType === other.contentType && sameBody;
}

function checkedName(name: string): string {
  const lower = name.toLowerCase();
  if (!isHeaderName(lower)) {
    throw new FobError("usage", "That is not the name of a header.");
  }
  if (framingHeaders.has(lower)) throw new FobError("usage", `The header ${lower} is set by fob itself.`);
  return lower;
}

/** The value is often a secret, so a message never shows it: Node's own would. */
function checkedValue(name: string, value: string): string {
  if (isHeaderValue(value)) return value;
  const where = `The value for the header ${name.toLowerCase()}`;
  throw new FobError("usage", `${where} holds a line break or a character that no header can hold.`);
}
