import { isSuccess } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import { FobError, isFobError } from "../../core/errors.ts";
import type { HttpResponse, RetryPolicy } from "../../core/http.ts";
import { jsonObject, optionalDate } from "../../core/narrow.ts";
import { provenOrEnded, sessionLeft } from "../../core/proof.ts";
import type { Grant, LoginInput, LoginStep, ProviderDeps } from "../../core/provider.ts";
import type { Secrets } from "../../core/provider-info.ts";
import type { Secret } from "../../core/secret.ts";
import { tokenAt } from "../../core/tokens.ts";
import { visible } from "../../core/visible.ts";
import { authTokenFor } from "./auth-token.ts";
import { checkedDevice, type Device } from "./device.ts";
import { refused } from "./errors.ts";
import { endSession } from "./revoke.ts";
import { identityIn } from "./schema.ts";
import { verify } from "./whoami.ts";

export async function login(deps: ProviderDeps, input: LoginInput): Promise<LoginStep> {
  const device = checkedDevice({
    apiVersion: deps.settings.apiVersion,
    userId: input.username ?? input.settings.userId,
    deviceId: input.settings.deviceId,
    apiKey: input.secrets.apiKey,
  });
  const authToken = await authTokenFor(deps, device.userId, input.secrets);
  const response = await register(deps, device, authToken, "once");
  if (!isSuccess(response)) throw refused(response, "bad_credentials", loginHint(authToken));
  const token = tokenAt(jsonObject(response), "accessToken", deps.keep);
  const grant = await provenOrEnded(
    async () => {
      const made = granted(deps, device, response, token);
      await verify(deps, made.credential);
      return made;
    },
    () => endSession(deps, token),
    sessionLeft(null),
  );
  const notices = input.knownUser === device.userId ? [] : [newUserPossible(device)];
  return { kind: "granted", grant: { ...grant, notices } };
}

function register(
  { http }: ProviderDeps,
  { apiVersion, userId, deviceId, apiKey }: Device,
  authToken: Secret | null,
  retry: RetryPolicy,
): Promise<HttpResponse> {
  return http.send({
    method: "POST",
    path: ["api", apiVersion, "sessions"],
    headers: { "x-api-key": apiKey },
    // No displayName: it would rename the user.
    body: {
      userId,
      deviceId,
      deviceInfo: { kind: "node", model: "fob" },
      ...(authToken === null ? {} : { authToken }),
    },
    retry,
  });
}

/** A refresh token may come too; registering again is the way that the vendor advises, so it is not kept. */
function granted(
  { baseUrl }: ProviderDeps,
  { userId, deviceId, apiKey }: Device,
  response: HttpResponse,
  accessToken: Secret,
): Grant {
  const body = jsonObject(response);
  const expiresAt = optionalDate(body, "expiresAt");
  const credential: Credential = {
    baseUrl,
    secrets: { accessToken, apiKey },
    details: { userId, deviceId },
    expiresAt,
    given: false,
  };
  return { credential, identity: identityIn(body, userId), session: { id: null, expiresAt }, notices: [] };
}

function loginHint(authToken: Secret | null): string {
  return authToken === null
    ? "Check API key and region; a network in secure mode wants --secret authToken=SOURCE or serverKey=SOURCE too."
    : "Check API key, region and auth token; an auth token lives about 10 minutes.";
}

function newUserPossible({ userId }: Device) {
  const message = `Amity creates a user for an id that it does not know: check that ${visible(userId)} is the one you meant.`;
  return { code: "new_user_possible", message };
}

/** The same user on the same device again: the server ends the former access token by that. */
export async function renew(deps: ProviderDeps, credential: Credential, given: Secrets): Promise<Grant> {
  const { userId, deviceId } = credential.details;
  const { apiKey } = credential.secrets;
  if (apiKey === undefined || deviceId === undefined) throw cannotRenew("no API key is kept with it");
  const device = checkedDevice({ apiVersion: deps.settings.apiVersion, userId, deviceId, apiKey });
  const authToken = await authTokenFor(deps, device.userId, given);
  const response = await register(deps, device, authToken, "renewal");
  if (isSuccess(response)) {
    return granted(deps, device, response, tokenAt(jsonObject(response), "accessToken", deps.keep));
  }
  const error = refused(response, "login_expired", loginHint(authToken));
  throw isFobError(error, "forbidden") ? cannotRenew("the network may be in secure mode", error) : error;
}

function cannotRenew(why: string, cause?: FobError): FobError {
  return new FobError("login_expired", `The Amity login cannot be renewed: ${why}.`, {
    hint: "Log in again: fob login amity; or give --secret serverKey=SOURCE",
    cause,
  });
}
