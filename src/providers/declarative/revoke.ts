import { badAnswer, isSuccess, isWebPage, wasGone } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import { FobError } from "../../core/errors.ts";
import { matchesWhole } from "../../core/pattern.ts";
import type { RevokeResult } from "../../core/session.ts";
import type { Api } from "./api.ts";
import type { RequestSpec } from "./request.ts";
import type { IdSpec } from "./spec.ts";

export async function endBy(
  api: Api,
  request: RequestSpec,
  credential: Credential,
  id: string | null,
  isOwn: boolean,
): Promise<RevokeResult> {
  const named = id === null ? {} : { ids: { id }, values: { id } };
  const response = await api.ask(request, { credential, ...named, retry: "idempotent" });
  if (isSuccess(response)) {
    if (isWebPage(response)) throw badAnswer("A web page came where the provider's answer was due.");
    return "revoked";
  }
  if (wasGone(response, isOwn)) return "already_gone";
  throw api.refused(response, "login_expired");
}

/** By an id that the user or a list gave; checked against the file's grammar before it is part of an address. */
export async function endById(
  api: Api,
  request: RequestSpec,
  grammar: IdSpec,
  credential: Credential,
  id: string,
): Promise<RevokeResult> {
  if (!matchesWhole(grammar.pattern, id))
    throw new FobError("usage", "That is no id of what is to be ended.", {
      hint: `Ids are ${grammar.label}`,
    });
  return endBy(api, request, credential, id, id === credential.details.sessionId);
}
