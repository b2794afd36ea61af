import { failure, type Refusal, spoken } from "../../core/answers.ts";
import type { FobError } from "../../core/errors.ts";
import type { HttpResponse } from "../../core/http.ts";
import { type Fields, isRecord, optionalText } from "../../core/narrow.ts";
import { info } from "./info.ts";

/** The API documents no errors: the usual places are looked at. */
export function saidBy(response: HttpResponse): string | null {
  return spoken(response, (body) => direct(body) ?? nested(body));
}

function direct(body: Fields): string | null {
  return optionalText(body, "message") ?? optionalText(body, "error") ?? optionalText(body, "detail");
}

function nested(body: Fields): string | null {
  const errors = Object.hasOwn(body, "errors") ? body.errors : null;
  const [first] = Array.isArray(errors) ? errors : [];
  if (typeof first === "string") return first;
  if (isRecord(first)) return direct(first);
  return Object.hasOwn(body, "error") && isRecord(body.error) ? direct(body.error) : null;
}

export function mentionsSecondFactor(said: string | null): boolean {
  return said !== null && /two.?factor|2fa|verification link/i.test(said);
}

export function refused(response: HttpResponse, on401: Refusal["on401"], hint?: string): FobError {
  return failure(response, { api: info.displayName, said: saidBy(response), on401, hint });
}
