import type { FobError } from "./errors.ts";
import type { Secret } from "./secret.ts";

/**
 * What may be sent twice (matrix in CONTRIBUTING.md, "Which requests are sent again"):
 * - `idempotent`: reads and deletions; sent again after 429, 5xx, a reset or a time limit.
 * - `once`: logins and mints; sent again only after 429 or when no connection was made. A 5xx, a reset or a time
 *   limit after it was sent is `outcome_unknown`.
 * - `attempt`: one-time codes, which servers count; sent again only when no connection was made.
 * - `renewal`: as `once`, but one more try after a 5xx or a reset.
 * - `unsafe`: as `once`, but a 5xx is an answer: whoever asked reads it.
 */
export type RetryPolicy = "idempotent" | "once" | "attempt" | "renewal" | "unsafe";

/** JSON whose strings may be secrets; they are revealed when it is written to the wire. */
export type JsonBody =
  | string
  | number
  | boolean
  | null
  | Secret
  | readonly JsonBody[]
  | { readonly [key: string]: JsonBody };

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Segments below the base URL's path; each is one segment, or FobError `usage`. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string | Secret>>;
  readonly body?: JsonBody;
  /** Default `application/json`. */
  readonly contentType?: string;
  readonly retry: RetryPolicy;
  /** Bytes of decoded body that are read before it is refused. Default 1 MiB. */
  readonly maxBytes?: number;
}

/** One `Set-Cookie` of an answer; attributes that were absent are null. */
export interface ResponseCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string | null;
  readonly path: string | null;
  readonly expires: Date | null;
  readonly maxAgeS: number | null;
  readonly secure: boolean;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case media type without parameters, "" where there is none. */
  readonly mediaType: string;
  header(name: string): string | null;
  readonly cookies: readonly ResponseCookie[];
  /** The body decoded as UTF-8, anew each time. */
  readonly text: string;
  /** Nothing of it is read any more: the memory of a long body serves another answer. */
  done?(): void;
}

/**
 * Requests to one provider's base URL. Resolves with any status but a redirect (FobError `redirect_refused`),
 * 429 beyond the time limit (`rate_limited`) and what the retry policy turns into `outcome_unknown`.
 * No answer at all is `network`, `tls` or `timeout`; a body that is too large is `bad_answer`.
 */
export interface Http {
  send(request: HttpRequest): Promise<HttpResponse>;
}

/** A request of the user's own, at one provider. */
export interface RawRequest {
  readonly method: string;
  /** As in HttpRequest. */
  readonly path: readonly string[];
  /** Names and values in order; a name may come twice. */
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string | Secret>>;
  readonly body: Uint8Array | null;
  readonly retry: "idempotent" | "unsafe";
}

export interface RawResponse {
  readonly status: number;
  /** The words beside the status, "" where there are none. */
  readonly reason: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly mediaType: string;
  /** Decoded where it was compressed. */
  readonly body: Uint8Array;
  /** Why the status is as final as it is: a redirect that is not followed, a limit on requests that outlasts the command. */
  readonly problem: FobError | null;
}

/** As Http, for answers that are handed on: every status resolves, and only what is no answer at all throws. */
export interface RawHttp {
  send(request: RawRequest): Promise<RawResponse>;
}
