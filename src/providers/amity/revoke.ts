import { badAnswer, isSuccess, wasGone } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import type { HttpResponse } from "../../core/http.ts";
import { jsonObject, optionalFlag } from "../../core/narrow.ts";
import type { ProviderDeps } from "../../core/provider.ts";
import type { Secret } from "../../core/secret.ts";
import type { RevokeResult } from "../../core/session.ts";
import { usableSecret } from "../../core/tokens.ts";
import { tokenForm, tokenFormOf } from "./credential.ts";
import { isUnauthorized, refused } from "./errors.ts";

export async function logout(deps: ProviderDeps, credential: Credential): Promise<RevokeResult> {
  return endSession(deps, tokenForm(credential).raw);
}

/** Ends the session of the token that asks. */
export async function endSession(deps: ProviderDeps, token: Secret): Promise<RevokeResult> {
  const response = await remove(deps, token, ["api", "v4", "sessions"]);
  if (isSuccess(response)) return confirmed(response);
  if (wasGone(response, true) || isUnauthorized(response)) return "already_gone";
  throw refused(response, "login_expired");
}

export async function revokeUser(
  deps: ProviderDeps,
  userId: string,
  adminToken: Secret,
): Promise<RevokeResult> {
  const admin = usableSecret(adminToken, "admin token");
  const response = await remove(deps, admin, ["api", "v4", "sessions", "users", userId]);
  if (isSuccess(response)) return confirmed(response);
  if (wasGone(response, false)) return "already_gone";
  throw refused(response, "bad_credentials", "Check the admin token: it is the console's, not a user's.");
}

function remove({ http }: ProviderDeps, token: Secret, path: readonly string[]): Promise<HttpResponse> {
  return http.send({ method: "DELETE", path, headers: tokenFormOf(token).headers, retry: "idempotent" });
}

function confirmed(response: HttpResponse): RevokeResult {
  if (optionalFlag(jsonObject(response), "success") === true) return "revoked";
  throw badAnswer("Amity did not confirm that the session has ended.");
}
