import { badAnswer, knownOutcome } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import { FobError, isFobError } from "../../core/errors.ts";
import type { HttpResponse } from "../../core/http.ts";
import {
  type Fields,
  isRecord,
  optionalDate,
  optionalId,
  optionalNumber,
  optionalText,
} from "../../core/narrow.ts";
import type { MachineToken, MintRequest, ProviderDeps } from "../../core/provider.ts";
import { tokenAt } from "../../core/tokens.ts";
import type { Api } from "./api.ts";
import { successOf } from "./errors.ts";
import { read, readAndWrite } from "./permissions.ts";
import { whoami } from "./user.ts";

const slowRevocation = {
  code: "revocation_delayed",
  message: "The server remembers keys for a while: a revoked one may work for up to 3 more minutes.",
};

export async function mintMachineToken(
  deps: ProviderDeps,
  api: Api,
  credential: Credential,
  request: MintRequest,
): Promise<MachineToken> {
  const { name, readOnly } = request;
  if (name === null) throw new FobError("usage", "An API key needs a name.", { hint: "Give --name NAME" });
  const ownerId = await ownerOf(api, credential);
  const expiresAt = endOf(deps, request);
  const apiKey = {
    name,
    ownerId,
    permissions: readOnly ? read : readAndWrite,
    ...(expiresAt === null ? {} : { expireDate: expiresAt.toISOString() }),
  };
  return orLookForIt(async () => {
    const response = await api.ask(
      { method: "POST", path: ["v1", "api-keys"], body: { apiKey }, retry: "once" },
      credential.secrets,
    );
    return machineToken(deps, knownOutcome(response), request, ownerId);
  });
}

async function ownerOf(api: Api, credential: Credential): Promise<string> {
  const id = credential.details.userId ?? (await whoami(api, credential)).identity.id;
  if (id !== null) return id;
  throw badAnswer("The provider's answer has not an id at user.id.");
}

function endOf({ clock }: ProviderDeps, { expiresInS }: MintRequest): Date | null {
  return expiresInS === null ? null : new Date(clock.now().getTime() + expiresInS * 1000);
}

/** A key may have been made although nobody has seen it. */
async function orLookForIt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isFobError(error, "outcome_unknown", "bad_answer")) throw error;
    const hint = "A key may have been made: look for its name under API keys in the web application.";
    throw new FobError(error.code, error.message, { ...error.details, hint });
  }
}

function machineToken(
  deps: ProviderDeps,
  response: HttpResponse,
  asked: MintRequest,
  ownerId: string,
): MachineToken {
  const body = successOf(response, { on401: "login_expired" });
  const made = Object.hasOwn(body, "apiKey") && isRecord(body.apiKey) ? body.apiKey : body;
  checkRights(made, asked);
  const key = tokenAt(optionalText(made, "key") === null ? body : made, "key", deps.keep, "apiKey.key");
  const expiresAt = optionalDate(made, "expireDate") ?? endOf(deps, asked);
  return {
    id: optionalId(made, "id"),
    name: optionalText(made, "name") ?? asked.name,
    token: key,
    tokenType: "api_key",
    readOnly: asked.readOnly,
    expiresAt,
    credential: {
      baseUrl: deps.baseUrl,
      secrets: { apiKey: key },
      details: { userId: ownerId },
      expiresAt,
      given: true,
    },
    notices: [slowRevocation],
  };
}

function checkRights(made: Fields, { readOnly }: MintRequest): void {
  const permissions = optionalNumber(made, "permissions");
  if (!readOnly || permissions === null || permissions === read) return;
  throw badAnswer("The server made a key that may write where a read-only one was asked for.");
}
