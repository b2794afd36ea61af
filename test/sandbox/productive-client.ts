import type { Sandbox } from "../../src/sandbox/index.ts";
import { type RawAnswer, type RawRequest, raw } from "./raw.ts";

export const jsonApi = "application/vnd.api+json";
export const answered = "application/vnd.api+json; charset=utf-8";
export const typed = { "content-type": jsonApi };

export function send(sandbox: Sandbox, request: RawRequest, token?: string): Promise<RawAnswer> {
  const auth: Record<string, string> = token === undefined ? {} : { "x-auth-token": token };
  return raw(sandbox.url("productive"), { ...request, headers: { ...typed, ...auth, ...request.headers } });
}

export function credentials(email: string, password: string): RawRequest {
  return {
    method: "POST",
    path: "/sessions",
    body: { data: { type: "sessions", attributes: { email, password } } },
  };
}

export async function logIn(sandbox: Sandbox, who: "plain" | "twoOrganizations" = "plain"): Promise<string> {
  const { email, password } = sandbox.accounts.productive[who];
  return (await send(sandbox, credentials(email, password))).json.data.attributes.token;
}

export const machine = (attributes: object): RawRequest => ({
  method: "POST",
  path: "/sessions/machine",
  body: { data: { type: "sessions", attributes } },
});

export const unauthenticated = {
  errors: [
    {
      status: "401",
      code: "invalid_auth_token",
      title: "Unauthenticated",
      detail: "You are not authenticated",
      source: {},
    },
  ],
};
