import { FobError } from "../../core/errors.ts";
import type { HttpRequest } from "../../core/http.ts";
import { Secret } from "../../core/secret.ts";

/** They say where a message ends, who it is for, or what the connection does: the client's own business. */
const framing = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Names and values in turn, as they go on the wire: the one place where a header's secret is revealed. */
export function wireHeaders(request: HttpRequest, userAgent: string): string[] {
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

function checkedName(name: string): string {
  const lower = name.toLowerCase();
  if (!/^[a-z0-9!#$%&'*+.^_`|~-]{1,64}$/.test(lower)) {
    throw new FobError("usage", "That is not the name of a header.");
  }
  if (framing.has(lower)) throw new FobError("usage", `The header ${lower} is set by fob itself.`);
  return lower;
}

/** The value is often a secret, so a message never shows it: Node's own would. */
function checkedValue(name: string, value: string): string {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return value;
  const where = `The value for the header ${name.toLowerCase()}`;
  throw new FobError("usage", `${where} holds a line break or a character that no header can hold.`);
}
