import { describe, expect, it } from "vitest";
import { createRedactor } from "../../src/core/redactor.ts";
import { masked } from "../support/masked.ts";

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
    ["a short one within a chunk", ["1234"], ["a 1234 b x1234 1234y"], "a [secret] b x1234 1234y"],
    ["a short one, but no number that goes on", ["1234"], ["1234", "5 "], "12345 "],
    ["a short one, but none that goes on from before", ["1234"], ["a", "12", "34 "], "a1234 "],
  ])("hides a secret %s", (_, secrets, chunks, shown) => {
    expect(masked(secrets, chunks)).toBe(shown);
  });

  it.each([
    ["what cannot be the beginning of a secret", "Name: ", "Name: "],
    ["what begins as a secret does and goes on in another way", "a test: ", "a test: "],
    ["a whole secret, hidden", "a tok-1234", "a [secret]"],
  ])("passes on at once %s", (_, chunk, shown) => {
    const { keep, mask } = createRedactor();
    keep("tok-1234");
    expect(mask().push(Buffer.from(chunk)).toString()).toBe(shown);
  });

  it("leaves bytes of any kind as they are", () => {
    const bytes = Buffer.from(Array.from({ length: 1024 }, (_, i) => (i * 7) % 256));
    const { keep, mask } = createRedactor();
    keep("tok-1234");
    const { push, end } = mask();
    expect(Buffer.concat([push(bytes.subarray(0, 300)), push(bytes.subarray(300)), end()])).toEqual(bytes);
  });
});
