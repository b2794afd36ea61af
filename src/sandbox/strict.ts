import type { IncomingHttpHeaders } from "node:http";
import { type Fields, isRecord, parseJson } from "../core/narrow.ts";
import type { Route, Service, Shape } from "./message.ts";

/** What any HTTP/1.1 client may send. Credentials travel in none of them. */
const ordinaryHeaders = new Set([
  "host",
  "connection",
  "keep-alive",
  "accept",
  "accept-encoding",
  "accept-language",
  "user-agent",
  "content-type",
  "content-length",
  "transfer-encoding",
  "cache-control",
  "pragma",
  "sec-fetch-mode",
]);

export interface Fault {
  readonly status: number;
  readonly what: string;
}

/** The first header that neither HTTP nor the documents of this route name: no credential goes further than it has to. */
export function strayHeader(service: Service, route: Route, headers: IncomingHttpHeaders): Fault | null {
  const documented = route.headers ?? service.headers;
  const stray = Object.keys(headers).find((name) => !ordinaryHeaders.has(name) && !documented.includes(name));
  return stray === undefined ? null : { status: 400, what: `header "${stray}" is not documented` };
}

export function strayQuery(route: Route, query: URLSearchParams): Fault | null {
  const seen = new Set<string>();
  for (const key of query.keys()) {
    if (!isDocumented(route, key)) return { status: 400, what: `query key "${key}" is not documented` };
    if (seen.has(key)) return { status: 400, what: `query key "${key}" is given twice` };
    seen.add(key);
  }
  return null;
}

function isDocumented(route: Route, key: string): boolean {
  return (route.query ?? []).some((known) => (typeof known === "string" ? known === key : known.test(key)));
}

export function wrongContentType(
  service: Service,
  method: string,
  headers: IncomingHttpHeaders,
  hasBody: boolean,
): Fault | null {
  const type = headers["content-type"];
  if (type === undefined && !hasBody && !service.contentType.always.includes(method)) return null;
  if (type !== undefined && service.contentType.accepts(type)) return null;
  return { status: 415, what: type === undefined ? "no content type" : `content type "${type}"` };
}

/** The body as the route's document has it, or what is wrong with it. */
export function readBody(route: Route, bytes: Buffer): { readonly body: Fields } | { readonly fault: Fault } {
  if (route.body === undefined) {
    return bytes.length === 0 ? { body: {} } : refused("a body where none is documented");
  }
  const value = parseJson(bytes.toString("utf8"));
  if (!isRecord(value)) return refused("the body is no JSON object");
  const stray = strayField(value, route.body, "");
  return stray === null ? { body: value } : refused(stray);
}

function refused(what: string): { readonly fault: Fault } {
  return { fault: { status: 400, what } };
}

function strayField(value: Fields, shape: Shape, path: string): string | null {
  for (const [key, content] of Object.entries(value)) {
    const at = `${path}${key}`;
    const due = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (due === undefined) return `body field "${at}" is not documented`;
    const stray = typeof due === "string" ? mistyped(content, due, at) : strayInside(content, due, at);
    if (stray !== null) return stray;
  }
  return null;
}

function strayInside(content: unknown, due: Shape, at: string): string | null {
  return isRecord(content) ? strayField(content, due, `${at}.`) : `body field "${at}" is no object`;
}

function mistyped(content: unknown, due: string, at: string): string | null {
  const fits =
    due === "any" ||
    (due === "text" && typeof content === "string") ||
    (due === "flag" && typeof content === "boolean") ||
    (due === "whole" && Number.isSafeInteger(content));
  return fits ? null : `body field "${at}" is no ${due}`;
}
