import type { Credential } from "../../src/core/credential.ts";
import { Secret } from "../../src/core/secret.ts";
import { fixture } from "./fixture.ts";

export const jsonApi = "application/vnd.api+json; charset=utf-8";
export const mine = "00000001-feed-4bad-8bad-c0ffee000001";

/** A row as Productive lists it: the documents' sample with other values. */
export function row(id: unknown, attributes: Readonly<Record<string, unknown>> = {}): object {
  const [sample] = fixture("productive/sessions").data as [{ attributes: object }];
  return { ...sample, id, attributes: { ...sample.attributes, token: `token-of-${id}`, ...attributes } };
}

export function sessionsPage(rows: readonly unknown[], meta: object = {}) {
  const sample = fixture("productive/sessions");
  return { body: { ...sample, data: rows, meta: { ...(sample.meta as object), ...meta } }, type: jsonApi };
}

export const pageNumber = (number: number) => `GET /sessions?page[number]=${number}&page[size]=200&sort=id`;
export const firstPage = pageNumber(1);

export function credentialAt(baseUrl: string, details: Readonly<Record<string, string>> = {}): Credential {
  return { baseUrl, secrets: { token: new Secret(mine) }, details, expiresAt: null, given: false };
}
