import { badAnswer } from "./answers.ts";
import { FobError } from "./errors.ts";
import { type Fields, isRecord, optionalNumber, parseJson } from "./narrow.ts";
import type { KeepSecret, Secret } from "./secret.ts";

const longest = 16 * 1024;

/** Printable ASCII without spaces: all that a header can carry and that no token of these APIs goes beyond. */
function isToken(value: string): boolean {
  return value.length <= longest && /^[\x21-\x7e]+$/.test(value);
}

/** A token that a server sent. What cannot be one is refused, and its value is told to nobody. */
export function tokenFrom(value: unknown, path: string, keep: KeepSecret): Secret {
  if (typeof value === "string" && isToken(value)) return keep(value);
  throw badAnswer(`The provider's answer has no usable token at ${path}.`);
}

export function tokenAt(fields: Fields, key: string, keep: KeepSecret, path = key): Secret {
  return tokenFrom(Object.hasOwn(fields, key) ? fields[key] : undefined, path, keep);
}

/** Null where the server sent none: absent, null or empty. */
export function optionalTokenAt(fields: Fields, key: string, keep: KeepSecret, path = key): Secret | null {
  const value = Object.hasOwn(fields, key) ? fields[key] : null;
  return value === undefined || value === null || value === "" ? null : tokenFrom(value, path, keep);
}

/** A secret that the user gave and that travels in a header or has a length that the API limits. */
export function usableSecret(secret: Secret, label: string, maxLength = longest): Secret {
  return secret.map((value) => {
    if (!isToken(value)) {
      throw new FobError("usage", `The ${label} holds a space or a character that no header can carry.`, {
        hint: "Check that it was copied whole and alone.",
      });
    }
    if (value.length <= maxLength) return value;
    throw new FobError(
      "usage",
      `The ${label} is longer than the ${maxLength} characters that the API takes.`,
    );
  });
}

/** What kind of secret it is, where its first characters tell. */
export function hasPrefix(secret: Secret, prefix: string): boolean {
  return secret.reveal().startsWith(prefix);
}

export function bearer(token: Secret): Secret {
  return token.map((value) => `Bearer ${value}`);
}

/** What a JWT says about its own end; not verified, so for display and for renewing in time only. */
export function jwtExpiry(token: Secret): Date | null {
  const [, payload, signature] = token.reveal().split(".");
  if (payload === undefined || signature === undefined) return null;
  const claims = parseJson(Buffer.from(payload, "base64url").toString("utf8"));
  const exp = isRecord(claims) ? optionalNumber(claims, "exp") : null;
  return exp === null ? null : epochDate(exp);
}

const year10000 = 253_402_300_800;

/** Seconds since 1970 as a date; null for what is none: 0 and less, milliseconds, infinities. */
export function epochDate(seconds: number): Date | null {
  return seconds > 0 && seconds < year10000 ? new Date(seconds * 1000) : null;
}
