import type { Credential } from "../../core/credential.ts";
import { FobError } from "../../core/errors.ts";
import { isRecord, parseJson } from "../../core/narrow.ts";
import type { ProviderDeps, TokenForm, TokenInput } from "../../core/provider.ts";
import { bearer, usableSecret } from "../../core/tokens.ts";
import { cookiesFor, jarExpiry, type KeptCookie } from "./cookies.ts";
import type { User } from "./schema.ts";

export function cookieCredential(
  { baseUrl, keep }: ProviderDeps,
  jar: readonly KeptCookie[],
  { identity }: User,
): Credential {
  return {
    baseUrl,
    secrets: { cookies: keep(JSON.stringify(jar)) },
    details: { userId: identity.id },
    expiresAt: jarExpiry(jar),
    given: false,
  };
}

/** The user's name or id is kept, since the API does not tell whose a token is. */
export function fromToken({ baseUrl }: ProviderDeps, { token, username, settings }: TokenInput): Credential {
  return {
    baseUrl,
    secrets: { token: usableSecret(token, "token") },
    details: {
      ...(settings.userId === undefined ? {} : { userId: settings.userId }),
      ...(username === null ? {} : { username }),
    },
    expiresAt: null,
    given: true,
  };
}

/** What proves the login at one address below the base URL. */
export function tokenFormAt(
  { clock, baseUrl }: ProviderDeps,
  { secrets }: Credential,
  path: string,
): TokenForm {
  const { token, cookies } = secrets;
  if (token !== undefined) return { raw: token, headers: { Authorization: bearer(token) } };
  if (cookies === undefined) throw dead("No Pixwel login is stored.");
  const url = new URL(`${baseUrl}/${path}`);
  const raw = cookies.map((kept) => cookieText(cookiesFor(jarIn(kept), url, clock.now())));
  return { raw, headers: { Cookie: raw } };
}

function cookieText(cookies: readonly KeptCookie[]): string {
  if (cookies.length === 0) throw dead("The cookies of this Pixwel login have expired.");
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** fob wrote it, but a store may hand back what it likes. */
function jarIn(kept: string): readonly KeptCookie[] {
  const jar = parseJson(kept);
  if (!Array.isArray(jar) || !jar.every(isKeptCookie)) throw dead("The stored Pixwel login cannot be read.");
  return jar;
}

function isKeptCookie(value: unknown): value is KeptCookie {
  if (!isRecord(value)) return false;
  const texts = [value.name, value.value, value.path].every((text) => typeof text === "string");
  return (
    texts &&
    typeof value.secure === "boolean" &&
    (value.expiresMs === null || typeof value.expiresMs === "number")
  );
}

function dead(message: string): FobError {
  return new FobError("login_expired", message, { hint: "Log in again: fob login pixwel" });
}
