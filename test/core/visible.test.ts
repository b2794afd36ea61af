import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visible, visibleJson } from "../../src/core/visible.ts";

/** C0, DEL, C1, bidi controls, zero width, line and paragraph separators: written out, not taken from the code. */
const harmful =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each is meant by itself.
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]/u;
const dangerous = fc.constantFrom(
  ..."\u0000\u0007\b\t\n\r\u001b\u007f\u0085\u009b\u061c\u200b\u200d\u200e\u2028\u2029\u202e\u2066\u2069\ufeff\u00ad",
  "\u{e0041}",
  "\ud800",
  "\udc00",
  "\u001b[2J",
  "\u001b]8;;http://x\u0007",
);
const text = fc
  .array(fc.oneof(fc.string({ unit: "binary" }), fc.string(), dangerous), { maxLength: 8 })
  .map((parts) => parts.join(""));

describe("text for people", () => {
  it.each([
    ["plain text: <b>&'\"\\", "plain text: <b>&'\"\\"],
    ["é 密 🔑 e\u0301", "é 密 🔑 e\u0301"],
    ["\u001b[31mred", "\\x1b[31mred"],
    ["a\tb\r\nc", "a\\x09b\\x0d\\x0ac"],
    ["\u009b\u007f\u0085", "\\x9b\\x7f\\x85"],
    ["\u00ad", "\\xad"],
    ["\u202eevil\u2066", "\\u202eevil\\u2066"],
    ["\u200b\u200d\ufeff\u061c\u2028", "\\u200b\\u200d\\ufeff\\u061c\\u2028"],
    ["\ud800x\udc00", "\\ud800x\\udc00"],
    ["\u{e0041}", "\\u{e0041}"],
  ])("%j becomes %j", (raw, shown) => {
    expect(visible(raw)).toBe(shown);
  });

  it.each([
    [0x00, 0x1f, "\\x00", "\\x1f"],
    [0x7f, 0x9f, "\\x7f", "\\x9f"],
    [0xad, 0xad, "\\xad", "\\xad"],
    [0x61c, 0x61c, "\\u061c", "\\u061c"],
    [0x180e, 0x180e, "\\u180e", "\\u180e"],
    [0x200b, 0x200f, "\\u200b", "\\u200f"],
    [0x2028, 0x202e, "\\u2028", "\\u202e"],
    [0x2060, 0x206f, "\\u2060", "\\u206f"],
    [0xd800, 0xdfff, "\\ud800", "\\udfff"],
    [0xfeff, 0xfeff, "\\ufeff", "\\ufeff"],
    [0xe0000, 0xe007f, "\\u{e0000}", "\\u{e007f}"],
  ])("writes out what is from %i to %i, and not its neighbours", (first, last, from, to) => {
    const character = String.fromCodePoint;
    expect([first, last].map((code) => visible(character(code)))).toEqual([from, to]);
    const neighbours = [first - 1, last + 1].filter((code) => code >= 0).map((code) => character(code));
    expect(neighbours.map(visible)).toEqual(neighbours);
  });

  it("holds nothing that moves, hides or reorders", () => {
    fc.assert(
      fc.property(text, (raw) => {
        expect(visible(raw)).not.toMatch(harmful);
        expect(visible(raw).isWellFormed()).toBe(true);
        expect(visible(visible(raw))).toBe(visible(raw));
      }),
    );
  });

  it("looks at each character once", () => {
    let looked = 0;
    const counted = Object.assign(Object.create(null), {
      toString: () => "\u001b",
      *[Symbol.iterator]() {
        for (let i = 0; i < 100_000; i++, looked++) yield i % 2 === 0 ? "\u001b" : "a";
      },
    });
    expect(visible(counted)).toHaveLength(250_000);
    expect(looked).toBe(100_000);
  });

  it("takes a megabyte of escapes", () => {
    expect(visible("\u001b[;".repeat(350_000))).toHaveLength(350_000 * 6);
  });
});

describe("JSON", () => {
  const value = fc.oneof(
    text,
    fc.jsonValue(),
    fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null))),
    fc.array(text),
  );

  it("parses to the same value, on a line or on several", () => {
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 2), (one, indent) => {
        expect(JSON.parse(visibleJson(one, indent))).toEqual(JSON.parse(JSON.stringify(one)));
      }),
    );
  });

  it("holds no character that a terminal would obey", () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(visibleJson(one)).not.toMatch(harmful);
        expect(visibleJson(one, 2).replaceAll("\n", "")).not.toMatch(harmful);
        expect(visibleJson(one).isWellFormed()).toBe(true);
      }),
    );
  });

  it.each([
    ["\u007f\u0085", '"\\u007f\\u0085"'],
    ["\u202e\u2028", '"\\u202e\\u2028"'],
    ["\u{e0041}", '"\\udb40\\udc41"'],
    ["line\nbreak\u001b", '"line\\nbreak\\u001b"'],
    ["é🔑", '"é🔑"'],
    [undefined, "null"],
  ])("%j is %s", (raw, shown) => {
    expect(visibleJson(raw)).toBe(shown);
  });
});
