import type { FobError } from "../../core/errors.ts";
import type { Identity } from "../../core/identity.ts";
import type { SessionRef } from "../../core/session.ts";
import { rfc3339 } from "../render/time.ts";

/** The spellings of the contract: snake_case, unknown is null and never missing, times RFC 3339. */
export function identityJson({ id, login, name, email }: Identity) {
  return { id, login, name, email };
}

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

export function optionalErrorJson(error: FobError | null) {
  return error === null ? null : errorJson(error);
}
