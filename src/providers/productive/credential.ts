import type { Credential } from "../../core/credential.ts";
import { FobError } from "../../core/errors.ts";
import type { ProviderDeps, TokenInput } from "../../core/provider.ts";
import type { Secret } from "../../core/secret.ts";
import { usableSecret } from "../../core/tokens.ts";
import { type SessionRow, usableId } from "./schema.ts";

export function tokenOf({ secrets }: Credential): Secret {
  if (secrets.token !== undefined) return secrets.token;
  throw new FobError("not_logged_in", "No Productive token is stored.", { hint: "fob login productive" });
}

/** The login that a session of the API's own answer is. */
export function sessionCredential(
  { baseUrl }: Pick<Credential, "baseUrl">,
  row: SessionRow,
  token: Secret,
): Credential {
  const userId = usableId(row.userId, "data.attributes.user_id");
  return {
    baseUrl,
    secrets: { token },
    details: { sessionId: row.id, userId, kind: row.machine ? "machine" : "user" },
    expiresAt: row.expiresAt,
    given: false,
  };
}

export function fromToken({ baseUrl }: ProviderDeps, { token, settings }: TokenInput): Credential {
  return {
    baseUrl,
    secrets: { token: usableSecret(token, "token") },
    details: settings.userId === undefined ? {} : { userId: settings.userId },
    expiresAt: null,
    given: true,
  };
}
