import { badAnswer } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import { FobError, isFobError } from "../../core/errors.ts";
import type { Identity } from "../../core/identity.ts";
import type { Grant, ProviderDeps, TokenInput, Whoami } from "../../core/provider.ts";
import type { Secret } from "../../core/secret.ts";
import type { Api } from "./api.ts";
import { fromToken, sessionCredential, tokenOf } from "./credential.ts";
import { ownSession } from "./list.ts";
import { documentOf, identityOf, usableId } from "./schema.ts";

export async function userIdentity(api: Api, token: Secret, userId: string): Promise<Identity> {
  const response = await api.expect({ method: "GET", path: ["users", userId], retry: "idempotent", token });
  const identity = identityOf(documentOf(response));
  if (identity.id === userId) return identity;
  throw badAnswer("The provider answered with another user than the one asked for.");
}

/** Whose login this is: by the user id that is kept with it, else by its own row in the list of sessions. */
export async function whoami(api: Api, credential: Credential): Promise<Whoami> {
  return identified(
    api,
    credential.details.userId === undefined ? await located(api, credential) : credential,
  );
}

async function identified(api: Api, credential: Credential): Promise<Whoami> {
  const { sessionId, userId } = credential.details;
  if (userId === undefined) throw unknownUser();
  return {
    identity: await userIdentity(api, tokenOf(credential), usableId(userId, "user_id")),
    session: { id: sessionId ?? null, expiresAt: credential.expiresAt },
  };
}

/** The credential with the session and the user that its token belongs to, where the list of sessions shows them. */
async function located(api: Api, credential: Credential): Promise<Credential> {
  const row = await visibleSession(api, credential);
  if (row === null) return credential;
  return { ...sessionCredential(credential, row, tokenOf(credential)), given: credential.given };
}

/** A token without the right to list sessions is no failure: the user id may be known otherwise. */
async function visibleSession(api: Api, credential: Credential) {
  try {
    return await ownSession(api, credential);
  } catch (error) {
    if (isFobError(error, "forbidden")) return null;
    throw error;
  }
}

export async function adopt(deps: ProviderDeps, api: Api, input: TokenInput): Promise<Grant> {
  try {
    const credential = await located(api, fromToken(deps, input));
    return { credential, ...(await identified(api, credential)), notices: [] };
  } catch (error) {
    if (!isFobError(error, "login_expired")) throw error;
    throw new FobError("bad_credentials", "Productive refused the token.", {
      hint: "Make one in Settings, API integrations.",
      cause: error,
    });
  }
}

function unknownUser(): FobError {
  return new FobError("input_needed", "Productive does not tell whose token this is.", {
    hint: "Give the user's id: --set userId=ID",
  });
}
