import { failure, isSuccess, quoted, type Refusal, spoken } from "../../core/answers.ts";
import { FobError } from "../../core/errors.ts";
import type { HttpResponse } from "../../core/http.ts";
import { type Fields, jsonObject, optionalFlag, optionalId, optionalText } from "../../core/narrow.ts";
import { info } from "./info.ts";

export interface OnFailure {
  readonly on401: Refusal["on401"];
  readonly hint?: string;
}

/**
 * The body of an answer that says `success: true`. The server leaves out fields that are false, 0 or null, so a
 * missing `success` is a refusal as much as a false one.
 */
export function successOf(response: HttpResponse, { on401, hint }: OnFailure): Fields {
  if (!isSuccess(response)) {
    throw failure(response, { api: info.displayName, said: spoken(response, wordsOf), on401, hint });
  }
  const body = jsonObject(response);
  if (optionalFlag(body, "success") === true) return body;
  const words = quoted(wordsOf(body) ?? "");
  throw new FobError("refused", `${info.displayName} refused${words === null ? "." : `: ${words}`}`, {
    hint,
  });
}

/** `{success, code, message}`, or ASP.NET's problem details. */
function wordsOf(body: Fields): string | null {
  const message = optionalText(body, "message");
  const problem = [optionalText(body, "title"), optionalText(body, "detail")].filter((text) => text !== null);
  const words = message ?? (problem.join(": ") || null);
  const code = optionalId(body, "code");
  if (code === null || code === "0") return words;
  return words === null ? `code ${code}` : `${words} (code ${code})`;
}
