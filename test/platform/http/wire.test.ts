import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonBody } from "../../../src/core/http.ts";
import { Secret } from "../../../src/core/secret.ts";
import { wireHeaders } from "../../../src/platform/http/headers.ts";
import { wireBody } from "../../../src/platform/http/request-body.ts";
import { asking } from "./world.ts";

const pairs = (flat: readonly string[]) =>
  Object.fromEntries(flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1]]] : [])));

describe("headers on the wire", () => {
  const usual = { accept: "application/json", "accept-encoding": "identity", "user-agent": "fob/1" };

  it.each([
    [{}, usual],
    [{ body: {} }, { ...usual, "content-type": "application/json" }],
    [{ body: null }, { ...usual, "content-type": "application/json" }],
    [{ contentType: "application/vnd.api+json" }, { ...usual, "content-type": "application/vnd.api+json" }],
    [{ headers: { Accept: "text/plain" } }, { ...usual, accept: "text/plain" }],
    [{ headers: { "X-Auth-Token": new Secret("s") } }, { ...usual, "x-auth-token": "s" }],
    [{ headers: { "x-name": "caf\u00e9" } }, { ...usual, "x-name": "caf\u00e9" }],
  ])("%j", (more, expected) => {
    expect(pairs(wireHeaders(asking("idempotent", more), "fob/1"))).toEqual(expected);
  });

  it.each(["\r", "\n", "\0", "\u001b", "\u007f", "\u0100", "\u2028", "\ud800", "😀"])(
    "a value with %j is refused and not shown",
    (character) => {
      for (const value of [`canary${character}x`, new Secret(`canary${character}x`)]) {
        expect(() => wireHeaders(asking("once", { headers: { "x-key": value } }), "fob/1")).toThrow(
          expect.objectContaining({
            code: "usage",
            message:
              "The value for the header x-key holds a line break or a character that no header can hold.",
          }),
        );
      }
    },
  );

  it.each(["", "a b", "a:b", "x\r\ny", "é", "Host", "Content-Length", "transfer-encoding", "Connection"])(
    "the name %j is refused",
    (name) => {
      expect(() => wireHeaders(asking("once", { headers: { [name]: "v" } }), "fob/1")).toThrow(
        expect.objectContaining({ code: "usage" }),
      );
    },
  );
});

describe("the body on the wire", () => {
  it.each<[JsonBody | undefined, string | null]>([
    [undefined, null],
    [null, "null"],
    [{}, "{}"],
    [new Secret('a"b\n'), '"a\\"b\\n"'],
    [
      { user: "u", password: new Secret("p"), list: [1, true, new Secret("q")] },
      '{"user":"u","password":"p","list":[1,true,"q"]}',
    ],
  ])("%j", (body, expected) => {
    expect(wireBody(body)).toBe(expected);
  });

  it("is the JSON of the same value with its secrets told", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        const body = value as JsonBody;
        expect(wireBody(hidden(body))).toBe(JSON.stringify(body));
      }),
    );
  });
});

function hidden(body: JsonBody): JsonBody {
  if (typeof body === "string") return new Secret(body);
  if (Array.isArray(body)) return body.map(hidden);
  if (typeof body !== "object" || body === null || body instanceof Secret) return body;
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, hidden(value)]));
}
