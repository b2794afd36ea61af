import { expect } from "vitest";
import type { ProviderId } from "../../src/sandbox/index.ts";
import { type RawRequest, raw, type sandboxes } from "./raw.ts";

export type Case = [provider: ProviderId, request: RawRequest, status: number, what: string];

const problems: Readonly<Record<ProviderId, (status: number, what: string) => object>> = {
  productive: (status, detail) => ({
    errors: [expect.objectContaining({ status: String(status), detail, source: {} })],
  }),
  pixwel: (status, message) => ({ error: status, message }),
  amity: (status, message) => ({
    status: "error",
    code: status === 404 ? 400400 : 400000,
    message,
    data: { detail: [] },
  }),
  babel: (status, detail) => expect.objectContaining({ status, detail, traceId: expect.any(String) }),
};

const mediaTypes: Readonly<Record<ProviderId, string>> = {
  productive: "application/vnd.api+json; charset=utf-8",
  pixwel: "application/json; charset=utf-8",
  amity: "application/json; charset=utf-8",
  babel: "application/problem+json; charset=utf-8",
};

/** Refused in the API's own words, and noted as the one violation there is. */
export async function expectViolation(
  start: ReturnType<typeof sandboxes>,
  [provider, request, status, what]: Case,
): Promise<void> {
  const sandbox = await start();
  const answer = await raw(sandbox.url(provider), request);
  expect([answer.status, answer.type, answer.json]).toEqual([
    status,
    mediaTypes[provider],
    problems[provider](status, what),
  ]);
  const path = request.path.split("?")[0];
  expect(sandbox.violations()).toEqual([`${provider} ${request.method} ${path}: ${what}`]);
}
