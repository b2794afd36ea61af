import { FobError } from "../../core/errors.ts";
import type { ProviderInfo } from "../../core/provider-info.ts";
import { type Headers, parseHeaders } from "./headers.ts";
import { type ApiPath, parsePair, parsePath } from "./path.ts";

/** What was typed. */
export interface ApiWords {
  readonly method: string;
  readonly path: string;
  readonly queries: readonly string[];
  readonly headers: readonly string[];
  /** Read when nothing else is wrong. */
  readonly body: (() => Uint8Array) | null;
}

export interface ApiCall extends ApiPath {
  readonly method: string;
  /** Sending it twice changes no more than sending it once (RFC 9110, 9.2.1). */
  readonly isSafe: boolean;
  readonly headers: Headers;
  readonly body: Uint8Array | null;
}

const safeMethods = ["GET", "HEAD", "OPTIONS"];

/** FobError `usage` for all that cannot be sent; nothing has been opened then. */
export function parseCall(
  words: ApiWords,
  { api }: ProviderInfo,
  settings: Readonly<Record<string, string>>,
): ApiCall {
  const method = parseMethod(words.method);
  const { path, query } = parsePath(words.path);
  const credentialHeaders = api.credentialHeaders.map((name) =>
    name.replace(/\{(\w+)\}/g, (_, key: string) => settings[key] ?? "").toLowerCase(),
  );
  return {
    method,
    isSafe: safeMethods.includes(method),
    path,
    query: [...query, ...words.queries.map(parsePair)],
    headers: parseHeaders(words.headers, credentialHeaders),
    body: words.body?.() ?? null,
  };
}

function parseMethod(text: string): string {
  const method = text.toUpperCase();
  if (!/^[A-Z]{1,32}$/.test(method)) {
    throw new FobError("usage", "METHOD is letters alone.", { hint: "As in: fob api GET /projects" });
  }
  if (method !== "CONNECT" && method !== "TRACE") return method;
  throw new FobError("usage", `fob does not send ${method}.`, {
    hint: "It would open a way past fob, or send the login back as an answer.",
  });
}
