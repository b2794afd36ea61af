import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedactor } from "../../src/core/redactor.ts";
import { visible, visibleJson } from "../../src/core/visible.ts";

/** Long enough that it is no word by chance, of every shape that a password or a token may have. */
const value = fc.oneof(
  fc.string({ minLength: 8, maxLength: 60 }),
  fc.string({ unit: "binary", minLength: 8, maxLength: 30 }).map((text) => text.toWellFormed()),
  fc.uuid(),
  fc.base64String({ minLength: 12, maxLength: 80 }).filter((text) => !text.endsWith("=")),
  fc.constantFrom(
    "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE3NjcyMjkyMDB9.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
    "$2b$10$[a-z]+(.*)\\d{2,}^|?",
    'quote"and\\backslash',
    "пароль-密码-🔑-e\u0301",
    "zero\u200bwidth\u202eand\u00adsoft",
    'zero\u200bwidth"and quote',
    "blank inside and & = + / ? #",
  ),
);

const bytes = fc.uint8Array({ maxLength: 9 }).map((array) => Buffer.from(array));
const text = fc.string({ maxLength: 12 });

function redacted(secret: string, shown: string): string {
  const redactor = createRedactor();
  redactor.keep(secret);
  return redactor.redact(shown);
}

describe("a value that was kept", () => {
  const forms: readonly (readonly [string, (secret: string) => string])[] = [
    ["plain", (secret) => secret],
    ["JSON", (secret) => JSON.stringify(secret).slice(1, -1)],
    ["our JSON", (secret) => visibleJson(secret).slice(1, -1)],
    ["made visible", visible],
    ["a URL", encodeURIComponent],
    ["hexadecimal", (secret) => Buffer.from(secret).toString("hex")],
    ["capital hexadecimal", (secret) => Buffer.from(secret).toString("hex").toUpperCase()],
  ];

  it.each(forms)("is gone from a text: %s", (_, form) => {
    fc.assert(
      fc.property(value, text, text, (secret, before, after) => {
        const shown = redacted(secret, before + form(secret) + after);
        expect(shown).toContain("[secret]");
        expect(shown).not.toContain(form(secret));
      }),
    );
  });

  it.each(["base64", "base64url"] as const)("is gone from %s, wherever it starts in it", (encoding) => {
    fc.assert(
      fc.property(value, bytes, bytes, (secret, before, after) => {
        const all = Buffer.concat([before, Buffer.from(secret), after]).toString(encoding);
        const shown = redacted(secret, all);
        expect(shown).toContain("[secret]");
        expect(Buffer.from(shown.split("[secret]").join(""), encoding).toString()).not.toContain(secret);
        // At most what its neighbours share with it is left, at either end.
        const whole = Math.floor((Buffer.byteLength(secret) * 8) / 6) - 1;
        expect(all.length - shown.replaceAll("[secret]", "").length).toBeGreaterThanOrEqual(whole);
      }),
    );
  });

  it("leaves a JSON document that can be parsed, with every other value as it was", () => {
    const printable = fc.string({ minLength: 8, maxLength: 30 }).filter((one) => /[g-zG-Z]/.test(one));
    fc.assert(
      fc.property(printable, fc.webUrl(), fc.integer(), (secret, url, count) => {
        const shown = redacted(secret, visibleJson({ token: `x ${secret} y`, url, count, none: null }));
        expect(JSON.parse(shown)).toEqual({ token: "x [secret] y", url, count, none: null });
      }),
    );
  });

  it.each<readonly [string, string]>([
    ["plain", `zero\u200bwidth"+>>?`],
    ["JSON", `zero\u200bwidth\\"+>>?`],
    ["our JSON", `zero\\u200bwidth\\"+>>?`],
    ["made visible", `zero\\u200bwidth"+>>?`],
    ["a URL", "zero%E2%80%8Bwidth%22%2B%3E%3E%3F"],
    ["hexadecimal", "7a65726fe2808b7769647468222b3e3e3f"],
    ["capital hexadecimal", "7A65726FE2808B7769647468222B3E3E3F"],
    // What stands before and after is decided by its neighbours, too.
    ["base64", "emVyb+KAi3dpZHRoIis+Pj"],
    ["base64url", "emVyb-KAi3dpZHRoIis-Pj"],
    ["base64 from the second byte", "plcm/igIt3aWR0aCIrPj4/"],
    ["base64 from the third byte", "6ZXJv4oCLd2lkdGgiKz4+P"],
  ])("is taken out of a text as %s, and nothing besides", (_, form) => {
    expect(redacted(`zero\u200bwidth"+>>?`, `<${form}>`)).toBe("<[secret]>");
  });

  it("takes the longer of two that overlap first", () => {
    const redactor = createRedactor();
    redactor.keep("token-12");
    redactor.keep("token-12345678");
    expect(redactor.redact("token-12345678 token-12 token-1")).toBe("[secret] [secret] token-1");
  });

  it("is found as often as it stands there, and again after more were kept", () => {
    const redactor = createRedactor();
    redactor.keep("first-secret");
    expect(redactor.redact("first-secretfirst-secret")).toBe("[secret][secret]");
    redactor.keep("second-secret");
    expect(redactor.redact("first-secret second-secret")).toBe("[secret] [secret]");
  });

  it("is not a pattern", () => {
    expect(redacted("a.c$&+(x)", "a.c$&+(x) abc$&+(x)")).toBe("[secret] abc$&+(x)");
  });

  it("goes on as a Secret", () => {
    expect(createRedactor().keep("value-of-it").reveal()).toBe("value-of-it");
  });
});

describe("a short value", () => {
  it.each([
    ["123456", "code 123456 sent", "code [secret] sent"],
    ["123456", "123456", "[secret]"],
    ["123456", '{"code":"123456"}', '{"code":"[secret]"}'],
    ["123456", "otp=123456&x", "otp=[secret]&x"],
    ["123456", "id 1234567 and 0123456", "id 1234567 and 0123456"],
    ["123456", "id 1234567, code 123456", "id 1234567, code [secret]"],
    ["123456", "x123456 123456x é123456", "x123456 123456x é123456"],
    ["123456", "123456123456", "123456123456"],
    ["abcd", "abcd abcde ABCD", "[secret] abcde ABCD"],
    ["pass", "password pass passing", "password [secret] passing"],
    ["1234567", "1234567 12345678", "[secret] 12345678"],
    ["12345678", "1234567 123456789", "1234567 [secret]9"],
    ["abcdef", "xYWJjZGVmx YWJjZGVm", "x[secret]x [secret]"],
    ["abcde", "YWJjZG YWJjZGU=", "YWJjZG YWJjZGU="],
    ["12", "12 3132 MTI=", "12 3132 MTI="],
    ["abc", "abc", "abc"],
    ["null", '{"a":null}', '{"a":null}'],
    ["true", '{"a":true}', '{"a":true}'],
    ["false", '{"a":false}', '{"a":false}'],
    ["1", "1 12", "1 12"],
    ["", "nothing", "nothing"],
  ])("%s in %j: %j", (secret, shown, expected) => {
    expect(redacted(secret, shown)).toBe(expected);
  });
});
