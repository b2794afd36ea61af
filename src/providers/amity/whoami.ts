import { isSuccess } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import { FobError, isFobError } from "../../core/errors.ts";
import { type Fields, jsonObject } from "../../core/narrow.ts";
import type { Grant, ProviderDeps, TokenInput, Whoami } from "../../core/provider.ts";
import { fromToken, tokenForm, userIdOf } from "./credential.ts";
import { refused } from "./errors.ts";
import { identityIn } from "./schema.ts";

/** The API's own check of a token; it does not say whose it is. */
export async function verify(deps: ProviderDeps, credential: Credential): Promise<void> {
  await read(deps, credential, ["api", "v3", "sessions"]);
}

export async function whoami(deps: ProviderDeps, credential: Credential): Promise<Whoami> {
  const userId = userIdOf(credential);
  await verify(deps, credential);
  const identity = identityIn(await read(deps, credential, ["api", "v3", "users", userId]), userId);
  return { identity, session: { id: null, expiresAt: credential.expiresAt } };
}

async function read(
  { http }: ProviderDeps,
  credential: Credential,
  path: readonly string[],
): Promise<Fields> {
  const { headers } = tokenForm(credential);
  const response = await http.send({ method: "GET", path, headers, retry: "idempotent" });
  if (isSuccess(response)) return jsonObject(response);
  throw refused(response, "login_expired");
}

export async function adopt(deps: ProviderDeps, input: TokenInput): Promise<Grant> {
  const credential = fromToken(deps, input);
  try {
    return { credential, ...(await whoami(deps, credential)), notices: [] };
  } catch (error) {
    if (!isFobError(error, "login_expired")) throw error;
    throw new FobError("bad_credentials", "Amity refused the access token.", {
      hint: "Check that it is of this region's network and has not expired.",
      cause: error,
    });
  }
}
