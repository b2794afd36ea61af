import { isSuccess } from "../../core/answers.ts";
import { FobError, isFobError } from "../../core/errors.ts";
import { provenOrEnded, sessionLeft } from "../../core/proof.ts";
import type { Grant, LoginInput, LoginStep, ProviderDeps } from "../../core/provider.ts";
import type { Secret } from "../../core/secret.ts";
import { optionalTokenAt, tokenAt } from "../../core/tokens.ts";
import { type Api, createApi } from "./api.ts";
import { sessionCredential } from "./credential.ts";
import { refused } from "./errors.ts";
import { userIdentity } from "./identity.ts";
import { endSession } from "./revoke.ts";
import { documentOf, type SessionRow, sessionAt, usableId } from "./schema.ts";

export async function login(deps: ProviderDeps, api: Api, input: LoginInput): Promise<LoginStep> {
  const { email, password } = principal(input);
  const response = await api.ask({
    method: "POST",
    path: ["sessions"],
    body: { data: { type: "sessions", attributes: { email, password } } },
    retry: "once",
    token: null,
  });
  if (!isSuccess(response)) {
    throw refused(response, "bad_credentials", "Check the e-mail address and the password.");
  }
  const row = sessionAt(documentOf(response), "data");
  if (row.twoFactor === true) return otpStep(deps, row, email);
  const token = tokenAt(row.attributes, "token", deps.keep, "data.attributes.token");
  return { kind: "granted", grant: await proven(deps, api, row, token) };
}

function principal({ username, secrets }: LoginInput) {
  if (username !== null && secrets.password !== undefined) {
    return { email: username, password: secrets.password };
  }
  throw new FobError("input_needed", "Productive needs an e-mail address and a password.", {
    hint: "Give --username and --password-stdin",
  });
}

/** The login of a session that the server has just made; the session is ended again if it does not work. */
export async function proven(deps: ProviderDeps, api: Api, row: SessionRow, token: Secret): Promise<Grant> {
  const id = usableId(row.id, "data.id");
  return provenOrEnded(
    async () => {
      const credential = sessionCredential(deps, row, token);
      const userId = usableId(row.userId, "data.attributes.user_id");
      const identity = await ownIdentity(deps, api, token, userId);
      return { credential, identity, session: { id, expiresAt: row.expiresAt }, notices: [] };
    },
    // Not with an organization, which may be what was wrong.
    () => endSession(createApi({ ...deps, settings: {} }), token, id, true),
    sessionLeft(id),
  );
}

async function ownIdentity({ settings }: ProviderDeps, api: Api, token: Secret, userId: string) {
  try {
    return await userIdentity(api, token, userId);
  } catch (error) {
    if (settings.organizationId === undefined || !isFobError(error, "forbidden")) throw error;
    throw error.with({ hint: "Check the organization: --set organizationId=ID" });
  }
}

/** From here on "pending" is what fob has recorded: the flag stays true after the code was accepted. */
function otpStep({ baseUrl, keep }: ProviderDeps, row: SessionRow, email: string): LoginStep {
  const token = optionalTokenAt(row.attributes, "token", keep, "data.attributes.token");
  const userId = usableId(row.userId, "data.attributes.user_id");
  return {
    kind: "otp",
    pending: {
      baseUrl,
      secrets: token === null ? {} : { token },
      details: { sessionId: usableId(row.id, "data.id"), userId },
      expiresAt: null,
      given: false,
    },
    identity: { id: userId, login: email, name: null, email },
    hint: "Productive asks for the code of your authenticator, or a recovery code.",
  };
}
