import type { Credential } from "../../core/credential.ts";
import { FobError, isFobError } from "../../core/errors.ts";
import type { Identity } from "../../core/identity.ts";
import { type Fields, optionalId, optionalText, recordAt } from "../../core/narrow.ts";
import type { Grant, ProviderDeps, TokenInput, Whoami } from "../../core/provider.ts";
import { hasPrefix, jwtExpiry, usableSecret } from "../../core/tokens.ts";
import type { Api } from "./api.ts";
import { successOf } from "./errors.ts";

export async function whoami(api: Api, credential: Credential): Promise<Whoami> {
  const path = ["v1", "auth", "user"];
  const response = await api.ask({ method: "GET", path, retry: "idempotent" }, credential.secrets);
  const body = successOf(response, { on401: "login_expired" });
  return {
    identity: identityOf(recordAt(body, "user")),
    session: { id: null, expiresAt: credential.expiresAt },
  };
}

/** The record holds the user's API keys, client secrets and settings as well; none of them is read. */
function identityOf(user: Fields): Identity {
  const names = [optionalText(user, "firstName"), optionalText(user, "lastName")];
  return {
    id: optionalId(user, "id"),
    login: optionalText(user, "userName"),
    name: names.filter((name) => name !== null).join(" ") || null,
    email: optionalText(user, "email"),
  };
}

/** Keys begin with `api_` (the vendor's demo server); anything else is a bearer token. */
export function fromToken({ baseUrl }: ProviderDeps, input: TokenInput): Credential {
  const token = usableSecret(input.token, "token");
  const isKey = hasPrefix(token, "api_");
  return {
    baseUrl,
    secrets: isKey ? { apiKey: token } : { token, ...keyOf(input) },
    details: {},
    expiresAt: isKey ? null : jwtExpiry(token),
    given: true,
  };
}

function keyOf({ secrets: { apiKey } }: TokenInput): Credential["secrets"] {
  return apiKey === undefined ? {} : { apiKey: usableSecret(apiKey, "API key") };
}

export async function adopt(deps: ProviderDeps, api: Api, input: TokenInput): Promise<Grant> {
  const credential = fromToken(deps, input);
  try {
    const { identity, session } = await whoami(api, credential);
    return { credential: withUser(credential, identity), identity, session, notices: [] };
  } catch (error) {
    if (!isFobError(error, "login_expired")) throw error;
    throw new FobError("bad_credentials", "Babel Licensing refused the token.", {
      hint: "The server may want its API key too: --secret apiKey=SOURCE",
      cause: error,
    });
  }
}

/** The owner of keys to be minted. */
export function withUser(credential: Credential, { id }: Identity): Credential {
  return id === null ? credential : { ...credential, details: { ...credential.details, userId: id } };
}
