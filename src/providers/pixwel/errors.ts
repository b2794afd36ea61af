import { failure, type Refusal, spoken } from "../../core/answers.ts";
import type { FobError } from "../../core/errors.ts";
import type { HttpResponse } from "../../core/http.ts";
import { type Fields, isRecord, optionalText, parseJson } from "../../core/narrow.ts";
import { info } from "./info.ts";

/** The API documents no errors: the usual places are looked at. */
function saidBy(response: HttpResponse): string | null {
  return spoken(response, (body) => wordsIn(body)[0] ?? null);
}

function wordsIn(body: Fields): readonly string[] {
  const errors = Object.hasOwn(body, "errors") && Array.isArray(body.errors) ? body.errors : [];
  const error = Object.hasOwn(body, "error") ? [body.error] : [];
  return [body, ...errors, ...error].flatMap((one) => {
    if (!isRecord(one)) return typeof one === "string" ? [one] : [];
    return ["message", "error", "detail"].flatMap((key) => optionalText(one, key) ?? []);
  });
}

/** Any of several errors may be the one that says so. */
export function mentionsSecondFactor(response: HttpResponse): boolean {
  const body = parseJson(response.text);
  const said = isRecord(body) ? wordsIn(body) : [saidBy(response) ?? ""];
  return said.some((words) => /two.?factor|2fa|verification link/i.test(words));
}

export function refused(response: HttpResponse, on401: Refusal["on401"], hint?: string): FobError {
  return failure(response, { api: info.displayName, said: saidBy(response), on401, hint });
}
