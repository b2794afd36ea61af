import { failure, isSuccess, type Refusal, spoken } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import { FobError } from "../../core/errors.ts";
import type { HttpResponse, RetryPolicy } from "../../core/http.ts";
import type { ProviderDeps, TokenForm } from "../../core/provider.ts";
import type { Secret } from "../../core/secret.ts";
import { textIn } from "./field-path.ts";
import { filled, filledPath, type Values } from "./fill.ts";
import type { RequestSpec } from "./request.ts";
import type { ProviderSpec } from "./spec.ts";

export interface Call {
  /** Null before there is one. */
  readonly credential: Credential | null;
  readonly ids?: Readonly<Record<string, string | undefined>>;
  readonly values?: Values;
  readonly query?: Readonly<Record<string, string>>;
  readonly retry: RetryPolicy;
  readonly maxBytes?: number;
}

export interface Api {
  readonly spec: ProviderSpec;
  readonly deps: ProviderDeps;
  /** Any status. */
  ask(request: RequestSpec, call: Call): Promise<HttpResponse>;
  /** A success, or the failure that its status means for a login that exists already. */
  expect(request: RequestSpec, call: Call): Promise<HttpResponse>;
  refused(response: HttpResponse, on401: Refusal["on401"], hint?: string): FobError;
  tokenForm(credential: Credential): TokenForm;
}

export function createApi(spec: ProviderSpec, deps: ProviderDeps): Api {
  const ask = (request: RequestSpec, call: Call) => {
    const { credential, values = {} } = call;
    const { sessionId, userId } = credential?.details ?? {};
    const path = filledPath(request.path, { session_id: sessionId, user_id: userId, ...call.ids });
    if (path === null) throw unknownId(spec);
    return deps.http.send({
      method: request.method,
      path,
      query: { ...request.query, ...call.query },
      headers: {
        accept: `${spec.mediaType}, application/json`,
        ...spec.headers,
        ...(credential === null ? {} : tokenForm(spec, credential).headers),
      },
      ...(request.body === null ? {} : { body: filled(request.body, values) ?? {} }),
      contentType: spec.mediaType,
      retry: call.retry,
      ...(call.maxBytes === undefined ? {} : { maxBytes: call.maxBytes }),
    });
  };
  const refused = (response: HttpResponse, on401: Refusal["on401"], hint?: string) => {
    const said = spoken(response, (body) => textIn(body, spec.errorMessage));
    return failure(response, { api: spec.name, said, on401, hint });
  };
  return {
    spec,
    deps,
    ask,
    refused,
    tokenForm: (credential) => tokenForm(spec, credential),
    async expect(request, call) {
      const response = await ask(request, call);
      if (isSuccess(response)) return response;
      throw refused(response, "login_expired");
    },
  };
}

export function tokenOf({ secrets }: Credential): Secret {
  if (secrets.token !== undefined) return secrets.token;
  throw new FobError("not_logged_in", "No token is stored for this login.");
}

function tokenForm({ token: { header, scheme } }: ProviderSpec, credential: Credential): TokenForm {
  const raw = tokenOf(credential);
  return { raw, headers: { [header]: scheme === null ? raw : raw.map((value) => `${scheme} ${value}`) } };
}

/** A token that was handed over names no session, and one of the environment no user. */
function unknownId({ id, name }: ProviderSpec): FobError {
  return new FobError(
    "unsupported",
    `${name} needs the id of this login's session or user, which is not known.`,
    {
      hint: `Log in with a secret: fob login ${id}`,
    },
  );
}
