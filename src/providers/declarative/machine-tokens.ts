import { badAnswer, knownOutcome } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import { FobError, isFobError } from "../../core/errors.ts";
import type { HttpResponse } from "../../core/http.ts";
import { jsonObject } from "../../core/narrow.ts";
import type { ListedToken, MachineToken, MintRequest } from "../../core/provider.ts";
import { newToken, readExpiry } from "./answer.ts";
import type { Api } from "./api.ts";
import { dateIn, flagIn, idIn, textIn } from "./field-path.ts";
import { rowPages } from "./pages.ts";
import { namesIn } from "./request.ts";
import type { ListSpec, MachineSpec, machineFields } from "./spec.ts";

export async function mintMachineToken(
  api: Api,
  spec: MachineSpec,
  credential: Credential,
  request: MintRequest,
): Promise<MachineToken> {
  const { name, readOnly, expiresInS } = request;
  const { mint } = spec;
  if (name === null && namesIn(mint.request.body).includes("name"))
    throw new FobError("usage", `A token of ${api.spec.name} needs a name.`, { hint: "Give --name NAME" });
  const now = api.deps.clock.now().getTime();
  const end = expiresInS === null ? undefined : new Date(now + expiresInS * 1000).toISOString();
  const values = {
    name: name ?? undefined,
    read_only: readOnly,
    expires_in: expiresInS ?? undefined,
    expires_at: end,
    user_id: credential.details.userId,
  };
  return orLookForIt(async () => {
    const response = await api.expect(mint.request, { credential, values, retry: "once" });
    return minted(api, spec, knownOutcome(response), request);
  });
}

/** An answer that cannot be used may still have made a token. */
async function orLookForIt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isFobError(error, "outcome_unknown", "bad_answer")) throw error;
    const hint =
      "A token may have been made: look for it with fob token machine list, or in the web application.";
    throw new FobError(error.code, error.message, { ...error.details, hint });
  }
}

function minted(api: Api, spec: MachineSpec, response: HttpResponse, asked: MintRequest): MachineToken {
  const { deps } = api;
  const { mint, type } = spec;
  const body = jsonObject(response);
  const token = newToken(mint.token, response, body, deps.keep);
  const readOnly = flagIn(body, mint.readOnly);
  if (asked.readOnly && readOnly === false)
    throw badAnswer("The server made a token that may write where a read-only one was asked for.");
  const expiresAt = readExpiry(mint, body, deps.clock);
  return {
    id: idIn(body, mint.id),
    name: asked.name,
    token,
    tokenType: type,
    readOnly: readOnly ?? (asked.readOnly ? true : null),
    expiresAt,
    credential: { baseUrl: deps.baseUrl, secrets: { token }, details: {}, expiresAt, given: true },
    notices: [],
  };
}

export async function* listMachineTokens(
  api: Api,
  { type }: MachineSpec,
  list: ListSpec<(typeof machineFields)[number]>,
  credential: Credential,
): AsyncGenerator<readonly ListedToken[]> {
  const { fields: at } = list;
  for await (const rows of rowPages(api, list, credential)) {
    yield rows.map(({ id, fields }) => ({
      id,
      name: textIn(fields, at.name),
      tokenType: type,
      revoked: flagIn(fields, at.revoked) ?? false,
      current: id === credential.details.sessionId,
      readOnly: flagIn(fields, at.read_only),
      userId: idIn(fields, at.user_id),
      createdAt: dateIn(fields, at.created_at),
      lastActivityAt: dateIn(fields, at.last_activity_at),
      expiresAt: dateIn(fields, at.expires_at),
    }));
  }
}
