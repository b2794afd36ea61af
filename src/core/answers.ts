import { FobError } from "./errors.ts";
import type { HttpResponse } from "./http.ts";
import { type Fields, isRecord, parseJson } from "./narrow.ts";
import { visible } from "./visible.ts";

const longestQuote = 200;

export function isSuccess(response: Pick<HttpResponse, "status">): boolean {
  return response.status >= 200 && response.status < 300;
}

/** A web page: what a proxy or a sign-in portal says in the API's place. */
export function isWebPage(response: HttpResponse): boolean {
  return response.mediaType === "text/html" || response.text.trimStart().startsWith("<");
}

/**
 * A server's words as part of a message: one line, made visible, short. It is cut between words, so that no secret it
 * may echo is cut in two and missed by the redactor. Null where nothing is left.
 */
export function quoted(text: string): string | null {
  const words = text.replaceAll(/\s+/g, " ").trim();
  const line = visible(words.slice(0, 4 * longestQuote));
  if (line.length <= longestQuote) return line === "" ? null : line;
  const end = line.lastIndexOf(" ", longestQuote);
  return end <= 0 ? null : `${line.slice(0, end)} ...`;
}

/** What a server said about a failure: `pick` finds it in JSON, plain text speaks for itself, a page says nothing. */
export function spoken(response: HttpResponse, pick: (body: Fields) => string | null): string | null {
  const body = parseJson(response.text);
  if (isRecord(body)) return quoted(pick(body) ?? "");
  if (typeof body === "string") return quoted(body);
  const isText = response.mediaType === "text/plain" || response.mediaType === "";
  return isText && !isWebPage(response) ? quoted(response.text) : null;
}

export interface Refusal {
  /** The API's name for people. */
  readonly api: string;
  readonly said: string | null;
  /** What a 401 means here: the secrets just given are wrong, or the stored login is dead. */
  readonly on401: "bad_credentials" | "login_expired";
  readonly hint?: string | undefined;
}

/** A status that is no success, as the failure that it is for the user. */
export function failure(
  { status }: Pick<HttpResponse, "status">,
  { api, said, on401, hint }: Refusal,
): FobError {
  const words = said === null ? "." : `: ${said}`;
  if (status === 401 && on401 === "bad_credentials")
    return new FobError("bad_credentials", `${api} refused the login${words}`, { hint });
  if (status === 401)
    return new FobError("login_expired", `${api} no longer accepts this login${words}`, { hint });
  if (status === 403) return new FobError("forbidden", `${api} forbids this${words}`, { hint });
  if (status === 429)
    return new FobError("rate_limited", `${api} limits requests${words}`, { hint, retryable: true });
  const told = `${api} answered ${status}${words}`;
  return new FobError("provider_error", told, { hint, retryable: status >= 500 ? true : undefined });
}

/** A success that does not hold what it must. */
export function badAnswer(message: string, hint?: string): FobError {
  return new FobError("bad_answer", message, { hint });
}

/**
 * For a request that is never just repeated: a success whose body tells nothing, as a page of something in between, may
 * have taken effect all the same.
 */
export function knownOutcome(response: HttpResponse): HttpResponse {
  if (!isSuccess(response) || isRecord(parseJson(response.text))) return response;
  const what = isWebPage(response) ? "a web page" : "what is no JSON object";
  throw new FobError(
    "outcome_unknown",
    `The provider answered ${response.status} with ${what}. The request may or may not have taken effect.`,
  );
}

/**
 * Whether the session was already ended when it was to be ended: by 404 or 410, and by 401 where it was the one that
 * asked. A web page with such a status comes from something in between and proves nothing.
 */
export function wasGone(response: HttpResponse, ownSession: boolean): boolean {
  const { status } = response;
  const gone = status === 404 || status === 410 || (status === 401 && ownSession);
  if (gone && isWebPage(response)) {
    throw badAnswer(
      `A web page with status ${status} came where the provider's answer was due.`,
      "Check --base-url: a proxy or a sign-in page may stand in the way.",
    );
  }
  return gone;
}
