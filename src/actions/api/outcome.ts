import { failure, isSuccess } from "../../core/answers.ts";
import { FobError } from "../../core/errors.ts";
import type { RawResponse } from "../../core/http.ts";
import { isRecord, parseJson } from "../../core/narrow.ts";
import type { ProviderInfo } from "../../core/provider-info.ts";
import type { ApiCall } from "./request.ts";

export interface ApiAnswer {
  readonly kind: "answer";
  readonly call: ApiCall;
  readonly response: RawResponse;
  /** What the status means; null for a success. */
  readonly failure: FobError | null;
}

/** What a status means for the one who asked; null for a success. The body speaks for itself. */
export function outcomeOf(
  answer: RawResponse,
  call: ApiCall,
  { displayName, api }: ProviderInfo,
  baseUrl: string,
): FobError | null {
  const { status, problem } = answer;
  if (problem !== null) return problem;
  if (isSuccess(answer)) return isRefusal(answer, call, api) ? unconfirmed(displayName, status) : null;
  // The answer to a condition that was sent along.
  if (status === 304) return null;
  const told = failure(answer, {
    api: displayName,
    said: null,
    on401: "login_expired",
    hint: status === 404 ? `PATH is taken below ${baseUrl}` : undefined,
  });
  if (status < 500 || call.isSafe) return told;
  return new FobError(told.code, told.message, {
    hint: "It may have taken effect all the same: look before you send it again.",
  });
}

function isRefusal(
  { mediaType, body }: RawResponse,
  { path }: ApiCall,
  { successFlag }: ProviderInfo["api"],
): boolean {
  if (successFlag === null || path[0] !== successFlag.below || !/\bjson$/.test(mediaType)) return false;
  const document = parseJson(Buffer.from(body).toString("utf8"));
  return isRecord(document) && document[successFlag.name] !== true;
}

function unconfirmed(api: string, status: number): FobError {
  return new FobError("refused", `${api} answered ${status}, but did not say that it succeeded.`, {
    hint: "See the answer for the reason.",
  });
}
