import type { Credential } from "../../core/credential.ts";
import { FobError } from "../../core/errors.ts";
import type { ProviderDeps, TokenForm, TokenInput } from "../../core/provider.ts";
import type { Secret } from "../../core/secret.ts";
import { bearer, usableSecret } from "../../core/tokens.ts";

export function tokenForm({ secrets }: Credential): TokenForm {
  const { accessToken } = secrets;
  if (accessToken !== undefined) return tokenFormOf(accessToken);
  throw new FobError("not_logged_in", "No Amity access token is stored.", { hint: "fob login amity" });
}

export function tokenFormOf(token: Secret): TokenForm {
  return { raw: token, headers: { Authorization: bearer(token) } };
}

export function fromToken({ baseUrl }: ProviderDeps, input: TokenInput): Credential {
  const userId = input.username ?? input.settings.userId;
  return {
    baseUrl,
    secrets: { accessToken: usableSecret(input.token, "token") },
    details: userId === undefined ? {} : { userId },
    expiresAt: null,
    given: true,
  };
}

export function userIdOf({ details }: Credential): string {
  if (details.userId !== undefined) return details.userId;
  throw new FobError("input_needed", "Amity does not tell whose token this is.", {
    hint: "Give --username USERID, or --set userId=USERID",
  });
}
