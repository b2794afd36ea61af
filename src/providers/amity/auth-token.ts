import { badAnswer, isSuccess, isWebPage } from "../../core/answers.ts";
import type { FobError } from "../../core/errors.ts";
import type { HttpResponse } from "../../core/http.ts";
import { parseJson } from "../../core/narrow.ts";
import type { ProviderDeps } from "../../core/provider.ts";
import type { Secrets } from "../../core/provider-info.ts";
import type { Secret } from "../../core/secret.ts";
import { tokenFrom, usableSecret } from "../../core/tokens.ts";
import { refused } from "./errors.ts";

const longest = 100;

/** The auth token that was given, or one made with the server key that was given, or none. */
export async function authTokenFor(
  deps: ProviderDeps,
  userId: string,
  { authToken, serverKey }: Secrets,
): Promise<Secret | null> {
  if (authToken !== undefined) return usableSecret(authToken, "auth token", longest);
  return serverKey === undefined ? null : mintAuthToken(deps, userId, serverKey);
}

export async function mintAuthToken(
  { http, keep }: ProviderDeps,
  userId: string,
  serverKey: Secret,
): Promise<Secret> {
  const response = await http.send({
    method: "POST",
    path: ["api", "v4", "authentication", "token"],
    headers: {
      "x-server-key": usableSecret(serverKey, "server key"),
      accept: "text/plain, application/json",
    },
    body: { userId },
    retry: "once",
  });
  if (!isSuccess(response)) throw refusedKey(response);
  const token = bareString(response);
  if (token.length > longest)
    throw badAnswer(`The provider's auth token is longer than ${longest} characters.`);
  return tokenFrom(token, "the body", keep);
}

function refusedKey(response: HttpResponse): FobError {
  const hint =
    response.status === 403
      ? "Auth tokens exist in secure mode alone: leave the server key out if the network is not in it."
      : "Check the server key and the region.";
  return refused(response, "bad_credentials", hint);
}

/** The documents show text, older ones a JSON string. */
function bareString(response: HttpResponse): string {
  const text = response.text.trim();
  if (isWebPage(response)) throw badAnswer("A web page came where an auth token was due.");
  if (!/^["{[]/.test(text)) return text;
  const value = parseJson(text);
  if (typeof value === "string") return value.trim();
  throw badAnswer("The provider's answer is no auth token.");
}
