import type { App } from "../../core/app.ts";
import { type ErrorCode, isFobError } from "../../core/errors.ts";
import type { RawRequest, RawResponse } from "../../core/http.ts";
import type { Secret } from "../../core/secret.ts";
import type { Login } from "../login.ts";
import { renewed } from "../renew.ts";
import type { Target } from "../target.ts";
import { openLogin, siteOf } from "../use-login.ts";
import type { ApiCall } from "./request.ts";

export interface ApiLine {
  readonly login: Login;
  send(call: ApiCall): Promise<RawResponse>;
}

/**
 * The way to the provider with the chosen login. A safe request that is answered 401 is sent once more with a login
 * that was renewed, or stored by another process, meanwhile; any other may have counted as an attempt at something.
 */
export async function openLine(app: App, target: Target): Promise<ApiLine> {
  let login = await openLogin(app, target);
  return {
    login,
    async send(call) {
      const used = login;
      const answer = await sendWith(app, used, call);
      if (answer.status !== 401 || !call.isSafe) return answer;
      const fresh = await renewedQuietly(app, used);
      if (fresh === null) return answer;
      login = fresh;
      return sendWith(app, fresh, call);
    },
  };
}

const stopped: readonly ErrorCode[] = ["interrupted", "terminated", "hangup"];

/** Where it cannot be renewed the answer that it was asked for still stands. */
async function renewedQuietly(app: App, login: Login): Promise<Login | null> {
  try {
    return await renewed(app, login);
  } catch (error) {
    if (!isFobError(error) || stopped.includes(error.code)) throw error;
    app.warn({ code: "renewal_failed", message: `The login could not be renewed: ${error.message}` });
    return null;
  }
}

async function sendWith(app: App, login: Login, call: ApiCall): Promise<RawResponse> {
  const { profile, definition, credential } = login;
  const { baseUrl } = credential;
  const own = { provider: definition.info.id, settings: {} };
  const site = { ...(profile === null ? own : siteOf(profile)), baseUrl };
  try {
    return await app.rawHttp(site).send(requestOf(login, call));
  } catch (error) {
    if (call.isSafe || !isFobError(error, "outcome_unknown", "bad_answer")) throw error;
    throw error.with({ hint: "Look at the provider what became of it before you send it again." });
  }
}

function requestOf({ definition, provider, credential }: Login, call: ApiCall): RawRequest {
  const { method, path, query, body, isSafe } = call;
  const { mediaType } = definition.info.api;
  const { headers: own } = provider.tokenForm(credential, path.map(encodeURIComponent).join("/"));
  const headers: Record<string, string | Secret> = {
    accept: mediaType === "application/json" ? mediaType : `${mediaType}, application/json`,
    ...(body !== null || !isSafe ? { "content-type": mediaType } : {}),
  };
  for (const [name, value] of Object.entries(own)) headers[name.toLowerCase()] = value;
  return {
    method,
    path,
    query,
    headers: { ...headers, ...call.headers },
    body,
    retry: isSafe ? "idempotent" : "unsafe",
  };
}
