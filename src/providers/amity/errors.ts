import { failure, type Refusal, spoken } from "../../core/answers.ts";
import { type ErrorCode, FobError } from "../../core/errors.ts";
import type { HttpResponse } from "../../core/http.ts";
import { isRecord, optionalNumber, optionalText, parseJson } from "../../core/narrow.ts";
import { info } from "./info.ts";

/** Codes of the body that say more than the status (AmityCo/apidocs, global/error.yaml). */
const meaning = new Map<number, ErrorCode>([
  [400300, "forbidden"],
  [400301, "forbidden"],
  [400311, "rate_limited"],
  [400312, "blocked"],
]);
const unauthorized = 400100;
const unknown = 400400;

export const askAdministrator = "Ask the network's administrator.";

function codeOf(response: HttpResponse): number | null {
  const body = parseJson(response.text);
  return isRecord(body) ? optionalNumber(body, "code") : null;
}

/** With 400100 the vendor's own client counts the token as ended, whatever the status. */
export function isUnauthorized(response: HttpResponse): boolean {
  const { status } = response;
  return status === 401 || (status >= 400 && status < 500 && codeOf(response) === unauthorized);
}

/** By the API's own code: a 404 of something in between says nothing of a user. */
export function isUnknown(response: HttpResponse): boolean {
  return response.status === 404 && codeOf(response) === unknown;
}

export function refused(response: HttpResponse, on401: Refusal["on401"], hint?: string): FobError {
  const refusal = { api: info.displayName, said: saidBy(response), on401, hint };
  if (isUnauthorized(response)) return failure({ status: 401 }, refusal);
  const code = meaning.get(codeOf(response) ?? 0);
  if (code === undefined) return failure(response, refusal);
  const words = refusal.said === null ? "." : `: ${refusal.said}`;
  return new FobError(code, `${info.displayName} refused${words}`, {
    hint: code === "blocked" ? askAdministrator : hint,
    retryable: code === "rate_limited" ? true : undefined,
  });
}

function saidBy(response: HttpResponse): string | null {
  return spoken(response, (body) => optionalText(body, "message"));
}
