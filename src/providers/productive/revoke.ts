import { badAnswer, wasGone } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import { FobError, isFobError } from "../../core/errors.ts";
import type { Secret } from "../../core/secret.ts";
import type { RevokeResult } from "../../core/session.ts";
import type { Api } from "./api.ts";
import { tokenOf } from "./credential.ts";
import { refused } from "./errors.ts";
import { info } from "./info.ts";
import { ownSession } from "./list.ts";
import { isId } from "./schema.ts";

/** Ends one session. Only 204 says that it has ended. */
export async function endSession(api: Api, token: Secret, id: string, isOwn: boolean): Promise<RevokeResult> {
  const response = await api.ask({ method: "DELETE", path: ["sessions", id], retry: "idempotent", token });
  if (response.status === 204) return "revoked";
  if (wasGone(response, isOwn)) return "already_gone";
  if (response.status < 300) throw badAnswer(`Productive answered ${response.status} where 204 was due.`);
  throw refused(response, "login_expired");
}

export async function revokeSession(api: Api, credential: Credential, id: string): Promise<RevokeResult> {
  if (!isId(id)) {
    throw new FobError("usage", "That is not the id of a session.", {
      hint: `Ids are ${info.sessionId.label}: fob sessions list`,
    });
  }
  return endSession(api, tokenOf(credential), id, id === credential.details.sessionId);
}

/** A machine session is never ended on the way out: other programs may live by it. */
export async function logout(api: Api, credential: Credential): Promise<RevokeResult> {
  const own = await ownRef(api, credential);
  if (own === null) return "already_gone";
  if (own.machine) {
    throw new FobError("unsupported", "A machine session is not ended by logout.", {
      hint: `End it by its id: fob sessions revoke ${own.id}`,
    });
  }
  return endSession(api, tokenOf(credential), own.id, true);
}

async function ownRef(api: Api, credential: Credential) {
  const { sessionId, kind } = credential.details;
  if (sessionId !== undefined) return { id: sessionId, machine: kind === "machine" };
  try {
    const row = await ownSession(api, credential);
    if (row !== null && isId(row.id)) return row;
  } catch (error) {
    if (isFobError(error, "login_expired")) return null;
    throw error;
  }
  throw badAnswer("Productive's list does not show the session to end.", "Look for it: fob sessions list");
}
