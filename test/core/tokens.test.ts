import { describe, expect, it } from "vitest";
import { Secret } from "../../src/core/secret.ts";
import {
  epochDate,
  hasPrefix,
  jwtExpiry,
  optionalTokenAt,
  tokenAt,
  usableSecret,
} from "../../src/core/tokens.ts";

const keep = (value: string) => new Secret(value);
const part = (text: string) => Buffer.from(text).toString("base64url");

describe("a token that a server sent", () => {
  it.each(["!", "~", "a".repeat(16_384), "eyJ.x-y_z.=+/"])("%j is one", (token) => {
    expect(tokenAt({ token }, "token", keep).reveal()).toBe(token);
  });

  it.each([
    "",
    " ",
    "a b",
    "a\tb",
    "a\n",
    "\u0000",
    "\u007f",
    "\u00e9",
    "a".repeat(16_385),
    7,
    null,
    true,
    {},
    [],
  ])("%j is none, and is told to nobody", (token) => {
    const told: string[] = [];
    const listen = (value: string) => keep(told.push(value) ? value : "");
    expect(() => tokenAt({ token }, "token", listen, "data.token")).toThrow(
      /^The provider's answer has no usable token at data\.token\.$/,
    );
    expect(told).toEqual([]);
  });

  it("is not one that the object inherits", () => {
    expect(() => tokenAt(Object.create({ token: "inherited" }), "token", keep)).toThrow("no usable token");
    expect(optionalTokenAt(Object.create({ token: "inherited" }), "token", keep)).toBeNull();
  });

  it.each([undefined, null, ""])("may be absent: %j", (token) => {
    expect(optionalTokenAt({ token }, "token", keep)).toBeNull();
  });
});

describe("a secret that was given", () => {
  it("goes through as it is, or is refused without being shown", () => {
    expect(usableSecret(keep("abc"), "API key", 3).reveal()).toBe("abc");
    expect(() => usableSecret(keep("abcd"), "API key", 3)).toThrow(
      /^The API key is longer than the 3 characters that the API takes\.$/,
    );
    expect(() => usableSecret(keep("a\r\nb"), "API key")).toThrow(
      /^The API key holds a space or a character that no header can carry\.$/,
    );
  });

  it("shows its kind by its prefix", () => {
    expect([hasPrefix(keep("api_x"), "api_"), hasPrefix(keep("xapi_"), "api_")]).toEqual([true, false]);
  });
});

describe("the end that a JWT claims", () => {
  it.each([
    [`x.${part('{"exp":1767229200}')}.y`, "2026-01-01T01:00:00.000Z"],
    [`x.${part('{"exp":1767229200.5}')}.y`, "2026-01-01T01:00:00.500Z"],
    [`x.${part('{"exp":1767229200}')}.y.z`, "2026-01-01T01:00:00.000Z"],
    [`x.${part('{"exp":"1767229200"}')}.y`, null],
    [`x.${part('{"exp":1767229200000}')}.y`, null],
    [`x.${part('{"exp":0}')}.y`, null],
    [`x.${part('{"exp":-1}')}.y`, null],
    [`x.${part('{"exp":1e400}')}.y`, null],
    [`x.${part("[1]")}.y`, null],
    ["x.%%%.y", null],
    [`x.${part('{"exp":1767229200}')}`, null],
    ["opaque", null],
  ])("%s: %j", (token, expected) => {
    expect(jwtExpiry(keep(token))?.toISOString() ?? null).toBe(expected);
  });

  it("is a date that can be written", () => {
    expect(epochDate(253_402_300_799)?.toISOString()).toBe("9999-12-31T23:59:59.000Z");
    expect([epochDate(253_402_300_800), epochDate(Number.NaN)]).toEqual([null, null]);
  });
});
