import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedactor } from "../../src/core/redactor.ts";
import { property } from "../support/property.ts";

function masked(secrets: readonly string[], chunks: readonly (string | Buffer)[]): string {
  const { keep, mask } = createRedactor();
  for (const secret of secrets) keep(secret);
  const { push, end } = mask();
  const shown = chunks.map((chunk) => push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk)));
  return Buffer.concat([...shown, end()]).toString("utf8");
}

describe("a stream of bytes", () => {
  it.each<readonly [string, readonly string[], readonly string[], string]>([
    ["whole", ["tok-1234"], ["a tok-1234 b"], "a [secret] b"],
    ["over two chunks", ["tok-1234"], ["a tok-", "1234 b"], "a [secret] b"],
    ["byte by byte", ["tok-1234"], [..."tok-1234tok-1234"], "[secret][secret]"],
    ["begun and never ended", ["tok-1234"], ["a tok-", "12x"], "a tok-12x"],
    ["begun at the very end", ["tok-1234"], ["a tok-123"], "a tok-123"],
    ["after its own beginning", ["tok-1234"], ["tok-", "tok-1234"], "tok-[secret]"],
    ["in base64", ["tok-1234"], ["dG9rLT", "EyMzQ="], "[secret]Q="],
    ["in hexadecimal", ["tok-1234"], ["746f6b2d", "31323334"], "[secret]"],
    ["of other letters", ["pässwörd!"], ["p\u00e4ssw", "\u00f6rd!"], "[secret]"],
    ["two that overlap", ["abcdefgh", "efghijkl"], ["xabcdef", "ghijkly"], "x[secret]y"],
    ["one within the other", ["abcdefgh", "zabcdefghz"], ["zabcdefgh", "z abcdefgh"], "[secret] [secret]"],
    ["that repeats itself", ["aaaaaaaa"], ["aaaaaaaaaa", "aaaaab"], "[secret]b"],
    [
      "a short one as a word",
      ["1234"],
      ["1234 x12", "34 12", "34", " 12345"],
      "[secret] x1234 [secret] 12345",
    ],
    ["a short one at the end", ["1234"], ["pin 12", "34"], "pin [secret]"],
  ])("hides a secret %s", (_, secrets, chunks, shown) => {
    expect(masked(secrets, chunks)).toBe(shown);
  });

  it("passes on at once what cannot be the beginning of a secret", () => {
    const { keep, mask } = createRedactor();
    keep("tok-1234");
    expect(mask().push(Buffer.from("Name: ")).toString()).toBe("Name: ");
  });

  it("leaves bytes of any kind as they are", () => {
    const bytes = Buffer.from(Array.from({ length: 1024 }, (_, i) => (i * 7) % 256));
    const { keep, mask } = createRedactor();
    keep("tok-1234");
    const { push, end } = mask();
    expect(Buffer.concat([push(bytes.subarray(0, 300)), push(bytes.subarray(300)), end()])).toEqual(bytes);
  });
});

const part = fc.oneof(
  fc.constant("abcabcab"),
  fc.string({ unit: fc.constantFrom("a", "b", "c", "-"), maxLength: 6 }),
);
property(
  "a stream with secrets in it, cut anywhere",
  "no secret is shown, and nothing else is lost",
  fc.property(fc.array(part, { maxLength: 12 }), fc.array(fc.nat(40), { maxLength: 12 }), (parts, cuts) => {
    const text = parts.join("");
    const at = [...new Set(cuts)].sort((a, b) => a - b).filter((cut) => cut > 0 && cut < text.length);
    const chunks = [0, ...at].map((from, i) => text.slice(from, at[i] ?? text.length));
    const shown = masked(["abcabcab"], chunks);
    expect(shown).not.toContain("abcabcab");
    expect(shown).toBe(masked(["abcabcab"], [text]));
    if (!text.includes("abcabcab")) expect(shown).toBe(text);
  }),
);
