import type { Credential } from "../../core/credential.ts";
import { FobError } from "../../core/errors.ts";
import type { HttpRequest, HttpResponse } from "../../core/http.ts";
import type { ProviderDeps, TokenForm } from "../../core/provider.ts";
import type { Secret } from "../../core/secret.ts";
import { bearer } from "../../core/tokens.ts";

export interface Keys {
  readonly token?: Secret | undefined;
  readonly apiKey?: Secret | undefined;
}

export interface Api {
  ask(request: Omit<HttpRequest, "headers">, keys: Keys): Promise<HttpResponse>;
  /** Token and key together where both are known: the documents ask for "Bearer & ApiKey". */
  headers(keys: Keys): Readonly<Record<string, Secret>>;
}

const taken: readonly string[] = ["authorization", "content-type", "accept", "cookie", "user-agent"];

export function createApi({ http, settings }: ProviderDeps): Api {
  const keyHeader = (settings.apiKeyHeader ?? "x-api-key").toLowerCase();
  if (taken.includes(keyHeader)) {
    throw new FobError("usage", `The API key cannot travel in the header ${keyHeader}.`, {
      hint: "Give the header that the server is set to: --set apiKeyHeader=NAME",
    });
  }
  const headers = ({ token, apiKey }: Keys) => ({
    ...(token === undefined ? {} : { Authorization: bearer(token) }),
    ...(apiKey === undefined ? {} : { [keyHeader]: apiKey }),
  });
  return { headers, ask: (request, keys) => http.send({ ...request, headers: headers(keys) }) };
}

export function tokenForm(api: Api, { secrets }: Credential): TokenForm {
  const raw = secrets.token ?? secrets.apiKey;
  if (raw !== undefined) return { raw, headers: api.headers(secrets) };
  throw new FobError("not_logged_in", "No Babel login is stored.", { hint: "fob login babel" });
}
