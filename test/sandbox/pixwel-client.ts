import type { Sandbox } from "../../src/sandbox/index.ts";
import { type RawAnswer, raw } from "./raw.ts";

export const jsonType = "application/json; charset=utf-8";

/** The field set of GET /users and /users/{id} (PX-USERS), with the roles that a login shows. */
export const listedFields = [
  "_id",
  "status",
  "name",
  "username",
  "emailNormal",
  "invite",
  "preferences",
  "territory",
  "created",
  "$links",
  "roles",
  "groups",
];

export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

export function logIn(
  sandbox: Sandbox,
  who: "plain" | "twoFactor" | "noCookie",
  body: unknown = {},
): Promise<RawAnswer> {
  const { username, password } = sandbox.accounts.pixwel[who];
  const headers = { authorization: basic(username, password), "content-type": "application/json" };
  return raw(sandbox.url("pixwel"), { method: "POST", path: "/session", headers, body });
}

export function get(sandbox: Sandbox, path: string, headers: Record<string, string>): Promise<RawAnswer> {
  return raw(sandbox.url("pixwel"), { method: "GET", path, headers });
}

export function cookieOf(answer: RawAnswer): string {
  return answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
}
