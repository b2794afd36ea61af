import { isSuccess } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import { FobError, isFobError } from "../../core/errors.ts";
import type { HttpResponse } from "../../core/http.ts";
import { type Fields, jsonObject } from "../../core/narrow.ts";
import type { Grant, ProviderDeps, TokenInput, Whoami } from "../../core/provider.ts";
import { visible } from "../../core/visible.ts";
import { fromToken, tokenForm, userIdOf } from "./credential.ts";
import { isUnknown, refused } from "./errors.ts";
import { identityIn } from "./schema.ts";

/** The API's own check of a token; it does not say whose it is. */
export async function verify(deps: ProviderDeps, credential: Credential): Promise<void> {
  await read(deps, credential, ["api", "v3", "sessions"]);
}

export async function whoami(deps: ProviderDeps, credential: Credential): Promise<Whoami> {
  const userId = userIdOf(credential);
  await verify(deps, credential);
  const identity = identityIn(await readUser(deps, credential, userId), userId);
  return { identity, session: { id: null, expiresAt: credential.expiresAt } };
}

async function readUser(deps: ProviderDeps, credential: Credential, userId: string): Promise<Fields> {
  const response = await ask(deps, credential, ["api", "v3", "users", userId]);
  if (!isUnknown(response)) return bodyOf(response);
  throw new FobError("refused", `Amity shows this token no user ${visible(userId)}.`, {
    hint: "Check --username: it is the id of the user whose token it is.",
  });
}

async function read(deps: ProviderDeps, credential: Credential, path: readonly string[]): Promise<Fields> {
  return bodyOf(await ask(deps, credential, path));
}

function ask({ http }: ProviderDeps, credential: Credential, path: readonly string[]): Promise<HttpResponse> {
  const { headers } = tokenForm(credential);
  return http.send({ method: "GET", path, headers, retry: "idempotent" });
}

function bodyOf(response: HttpResponse): Fields {
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
