import type { FobError } from "../../core/errors.ts";
import type { HttpResponse, RawResponse } from "../../core/http.ts";
import { header, mediaTypeOf, toResponse, unpacked } from "./answer.ts";
import type { Reading } from "./attempt.ts";
import type { RawAnswer } from "./exchange.ts";
import { rateLimited } from "./rate-limited.ts";
import { redirectRefused } from "./redirect.ts";
import type { Address } from "./url.ts";

/** An answer to be understood: a redirect and a lasting limit on requests are failures. */
export function standardReading(url: Address, maxBytes: number): Reading<HttpResponse> {
  return {
    answer: (answer) => toResponse(answer, url.origin, maxBytes),
    redirect(answer) {
      throw redirectRefused(url, answer.status, header(answer, "location"));
    },
    rateLimited(_, waitMs, policy) {
      throw rateLimited(url.origin, waitMs, policy);
    },
  };
}

/** An answer to be handed on: what it is comes with what it means. */
export function rawReading(url: Address, maxBytes: number): Reading<RawResponse> {
  const raw = (answer: RawAnswer, problem: FobError | null): RawResponse => ({
    status: answer.status,
    reason: answer.reason,
    headers: headerPairs(answer),
    mediaType: mediaTypeOf(answer),
    body: unpacked(answer, url.origin, maxBytes),
    problem,
  });
  return {
    answer: (answer) => raw(answer, null),
    redirect: (answer) => raw(answer, redirectRefused(url, answer.status, header(answer, "location"))),
    rateLimited: (answer, waitMs, policy) => raw(answer, rateLimited(url.origin, waitMs, policy)),
  };
}

function headerPairs({ headers }: RawAnswer): readonly (readonly [string, string])[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one): [string, string] => [name, one]),
  );
}
