import type { JsonBody } from "../../core/http.ts";
import { Secret } from "../../core/secret.ts";

/** The body as it goes on the wire: the one place where its secrets are revealed. */
export function wireBody(body: JsonBody | undefined): string | null {
  return body === undefined ? null : JSON.stringify(revealed(body));
}

function revealed(body: JsonBody): unknown {
  if (body instanceof Secret) return body.reveal();
  if (Array.isArray(body)) return body.map(revealed);
  if (typeof body !== "object" || body === null) return body;
  // From entries, since assigning a key named __proto__ would change the object's prototype.
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, revealed(value)]));
}
