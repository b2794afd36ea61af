import { isSuccess } from "../../core/answers.ts";
import type { HttpRequest, HttpResponse } from "../../core/http.ts";
import type { ProviderDeps } from "../../core/provider.ts";
import { Secret } from "../../core/secret.ts";
import { refused } from "./errors.ts";

/** https://developer.productive.io: any other content type on a write is answered 415. */
const jsonApi = "application/vnd.api+json";

export type Call = Omit<HttpRequest, "headers" | "contentType"> & {
  /** Null before there is one. */
  readonly token: Secret | null;
};

export interface Api {
  /** Any status. */
  ask(call: Call): Promise<HttpResponse>;
  /** A success, or the failure that its status means for a login that exists already. */
  expect(call: Call): Promise<HttpResponse>;
  authHeaders(token: Secret): Readonly<Record<string, Secret>>;
}

export function createApi({ http, settings }: ProviderDeps): Api {
  const { organizationId } = settings;
  const authHeaders = (token: Secret) => ({
    "X-Auth-Token": token,
    ...(organizationId === undefined ? {} : { "X-Organization-Id": new Secret(organizationId) }),
  });
  const headersOf = lastOf((token: Secret | null) => ({
    accept: `${jsonApi}, application/json`,
    ...(token === null ? {} : authHeaders(token)),
  }));
  // Member by member, as all that bulk work does for each session: V8 copies by spreading far slower.
  const ask = ({ method, path, query, body, retry, maxBytes, token }: Call) =>
    http.send({
      method,
      path,
      query,
      body,
      retry,
      maxBytes,
      headers: headersOf(token),
      contentType: jsonApi,
    });
  return {
    authHeaders,
    ask,
    async expect(call) {
      const response = await ask(call);
      if (isSuccess(response)) return response;
      throw refused(response, "login_expired");
    },
  };
}

/** The same object for the same token, so that who sends it sees that nothing has changed. */
function lastOf<K, V>(make: (key: K) => V): (key: K) => V {
  let last: { readonly key: K; readonly value: V } | null = null;
  return (key) => {
    if (last === null || last.key !== key) last = { key, value: make(key) };
    return last.value;
  };
}
