import { failure, type Refusal, spoken } from "../../core/answers.ts";
import type { FobError } from "../../core/errors.ts";
import type { HttpResponse } from "../../core/http.ts";
import { type Fields, isRecord, optionalText, parseJson } from "../../core/narrow.ts";
import { info } from "./info.ts";

export interface ApiError {
  readonly code: string | null;
  readonly title: string | null;
  readonly detail: string | null;
  /** As `data/attributes/otp`. */
  readonly pointer: string | null;
}

/** The errors of a JSON:API answer; none where it is no such answer. */
export function errorsOf(response: HttpResponse): readonly ApiError[] {
  const body = parseJson(response.text);
  return isRecord(body) ? errorsIn(body) : [];
}

function errorsIn(body: Fields): readonly ApiError[] {
  const errors = Object.hasOwn(body, "errors") ? body.errors : null;
  return Array.isArray(errors) ? errors.filter(isRecord).map(apiError) : [];
}

function apiError(error: Fields): ApiError {
  const source = Object.hasOwn(error, "source") ? error.source : null;
  const pointer = isRecord(source) ? optionalText(source, "pointer") : null;
  return {
    code: optionalText(error, "code"),
    title: optionalText(error, "title"),
    detail: optionalText(error, "detail"),
    pointer: pointer?.replace(/^\//, "") ?? null,
  };
}

/** `name can't be blank` says more than `can't be blank`. */
function sentence({ pointer, detail, title }: ApiError): string | null {
  const what = detail ?? title;
  const field = pointer?.split("/").at(-1);
  return what !== null && field !== undefined ? `${field} ${what}` : what;
}

export function refused(response: HttpResponse, on401: Refusal["on401"], hint?: string): FobError {
  const said = spoken(response, (body) => {
    const sentences = errorsIn(body).flatMap((error) => sentence(error) ?? []);
    return sentences.slice(0, 3).join("; ");
  });
  return failure(response, { api: info.displayName, said, on401, hint });
}
