import { badAnswer, knownOutcome } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import { FobError, isFobError } from "../../core/errors.ts";
import type { HttpResponse } from "../../core/http.ts";
import type { MachineToken, MintRequest, ProviderDeps } from "../../core/provider.ts";
import { tokenAt } from "../../core/tokens.ts";
import type { Api } from "./api.ts";
import { sessionCredential, tokenOf } from "./credential.ts";
import { lookForIt, nameOrphans } from "./orphans.ts";
import { documentOf, isId, sessionAt } from "./schema.ts";

export async function mintMachineToken(
  deps: ProviderDeps,
  api: Api,
  credential: Credential,
  request: MintRequest,
): Promise<MachineToken> {
  const { name, readOnly } = request;
  if (name === null) {
    throw new FobError("usage", "A machine token of Productive needs a name.", { hint: "Give --name NAME" });
  }
  const response = await nameOrphans(deps, api, credential, name, async () => {
    const answer = await api.expect({
      method: "POST",
      path: ["sessions", "machine"],
      body: { data: { type: "sessions", attributes: { name, read_only: readOnly } } },
      retry: "once",
      token: tokenOf(credential),
    });
    return knownOutcome(answer);
  });
  return withAdvice(lookForIt, () => machineToken(deps, response, request));
}

/** An answer that cannot be used may still have made a session. */
function withAdvice<T>(hint: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw isFobError(error, "bad_answer") ? error.with({ hint }) : error;
  }
}

function endIt(id: string): string {
  return isId(id) ? `End it: fob sessions revoke ${id}` : lookForIt;
}

function machineToken(deps: ProviderDeps, response: HttpResponse, asked: MintRequest): MachineToken {
  const row = sessionAt(documentOf(response), "data");
  if (asked.readOnly && row.readOnly !== true) {
    throw badAnswer(
      "Productive made a token that may write where a read-only one was asked for.",
      endIt(row.id),
    );
  }
  const token = withAdvice(endIt(row.id), () =>
    tokenAt(row.attributes, "token", deps.keep, "data.attributes.token"),
  );
  return {
    id: row.id,
    name: row.name,
    token,
    tokenType: "session",
    readOnly: row.readOnly,
    expiresAt: row.expiresAt,
    credential: { ...sessionCredential(deps, { ...row, machine: true }, token), given: true },
    notices: [],
  };
}
