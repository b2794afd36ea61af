import { expect } from "vitest";
import type { Sandbox } from "../../src/sandbox/index.ts";
import { paths, type RawAnswer, type RawRequest, raw } from "./raw.ts";

export const jsonType = "application/json; charset=utf-8";
export const key = "made-up-amity-api-key";
export const secureKey = "made-up-secure-amity-api-key";

export function register(
  sandbox: Sandbox,
  fields: object = {},
  version = "v3",
  apiKey = key,
): Promise<RawAnswer> {
  return raw(sandbox.url("amity"), {
    method: "POST",
    path: `/api/${version}/sessions`,
    headers: { "content-type": "application/json", "x-api-key": apiKey },
    body: { userId: "ada", deviceId: "device-1", ...fields },
  });
}

export function bearer(sandbox: Sandbox, request: RawRequest, token: string): Promise<RawAnswer> {
  return raw(sandbox.url("amity"), { ...request, headers: { authorization: `Bearer ${token}` } });
}

export async function verified(sandbox: Sandbox, token: string): Promise<number> {
  return (await bearer(sandbox, { method: "GET", path: "/api/v3/sessions" }, token)).status;
}

export const failure = (code: number, message: string, detail: readonly string[] = []): object => ({
  status: "error",
  code,
  message,
  data: { detail },
});
export const unauthorized = failure(400100, "Unauthorized Error.");

/** Lists may be empty in an answer; what is in them is then not compared. */
export function expectFieldsOf(answer: object, sample: object, without: readonly string[] = []): void {
  const inLists = (path: string): boolean => !path.includes("permissions[]");
  const wanted = paths(sample).filter((path) => inLists(path) && !without.includes(path));
  expect(paths(answer)).toEqual(wanted);
}
