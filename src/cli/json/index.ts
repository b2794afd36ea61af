import { exitStatus, type FobError } from "../../core/errors.ts";
import type { Identity } from "../../core/identity.ts";
import type { SessionRef } from "../../core/session.ts";
import { rfc3339 } from "../render/time.ts";
import { count, nullable, object, text, time, truth, wordLike } from "../schema/words.ts";

/** The spellings of the contract: snake_case, unknown is null and never missing, times RFC 3339. */
export function identityJson({ id, login, name, email }: Identity) {
  return { id, login, name, email };
}

export const identitySchema = object({
  id: nullable(text),
  login: nullable(text),
  name: nullable(text),
  email: nullable(text),
});

export const sessionRefSchema = object({ id: nullable(text), expires_at: nullable(time) });

export function sessionRefJson({ id, expiresAt }: SessionRef) {
  return { id, expires_at: rfc3339(expiresAt) };
}

export function errorJson(error: FobError) {
  const { hint, provider, profile, retryable, retryAfterS } = error.details;
  return {
    code: error.code,
    exit: error.exit,
    message: error.message,
    hint: hint ?? null,
    provider: provider ?? null,
    profile: profile ?? null,
    retryable: retryable ?? false,
    retry_after_s: retryAfterS ?? null,
  };
}

export const errorSchema = object({
  code: wordLike(Object.keys(exitStatus)),
  exit: count,
  message: text,
  hint: nullable(text),
  provider: nullable(text),
  profile: nullable(text),
  retryable: truth,
  retry_after_s: nullable({ type: "number", minimum: 0 }),
});

export function optionalErrorJson(error: FobError | null) {
  return error === null ? null : errorJson(error);
}
