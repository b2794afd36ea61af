import type { Sandbox } from "../../src/sandbox/index.ts";
import { type RawAnswer, type RawRequest, raw } from "./raw.ts";

export const jsonType = "application/json; charset=utf-8";
export const typed = { "content-type": "application/json" };
export const adaKey = "api_MadeUpBySandbox000000Ada";
export const graceKey = "api_MadeUpBySandbox0000Grace";

export function send(sandbox: Sandbox, request: RawRequest): Promise<RawAnswer> {
  const headers = { ...(request.body === undefined ? {} : typed), ...request.headers };
  return raw(sandbox.url("babel"), { ...request, headers });
}

export function logIn(sandbox: Sandbox, password = "ada-babel-password", headers = {}): Promise<RawAnswer> {
  const body = { username: "ada", password };
  return send(sandbox, { method: "POST", path: "/v1/auth/login", headers, body });
}

export async function bearer(sandbox: Sandbox): Promise<Record<string, string>> {
  return { authorization: `Bearer ${(await logIn(sandbox)).json.token}` };
}

export const user = (headers: Record<string, string>): RawRequest => ({
  method: "GET",
  path: "/v1/auth/user",
  headers,
});
export const refusedPassword = { code: 1001, message: "Invalid user name or password." };
