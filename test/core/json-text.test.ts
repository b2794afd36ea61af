import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { itemsOf, membersOf, tokensOf } from "../../src/core/json-text.ts";

describe("the parts of a JSON text", () => {
  it.each([
    ["[]", []],
    [" [ ] ", []],
    ["[1]", ["1"]],
    ["[1 , 2]", ["1", "2"]],
    ["[90071992547409931234, 1.0e2]", ["90071992547409931234", "1.0e2"]],
    ['["a,b", "]", "\\"", "\\\\"]', ['"a,b"', '"]"', '"\\""', '"\\\\"']],
    ['[{"a":[1,2]},[[]],{}]', ['{"a":[1,2]}', "[[]]", "{}"]],
  ])("%s", (json, items) => {
    expect(itemsOf(json)).toEqual(items);
  });

  it.each([
    ["{}", {}],
    ['{"a":1}', { a: "1" }],
    [' { "a" : [1, 2] , "b":{"c":":"} } ', { a: "[1, 2]", b: '{"c":":"}' }],
    ['{"\\u0061":null}', { a: "null" }],
    ['{"a\\":b":true}', { 'a":b': "true" }],
    ['{"a":1,"a":2}', { a: "2" }],
    ['{"":"x"}', { "": '"x"' }],
  ])("%s", (json, members) => {
    expect(Object.fromEntries(membersOf(json))).toEqual(members);
  });

  it("are all of it, whatever it is", () => {
    const numbers = fc.integer({ min: 1, max: 2000 });
    fc.assert(
      fc.property(fc.json(), numbers, (json, indent) => {
        const spaced = JSON.stringify(JSON.parse(json), null, (indent % 4) + 1);
        expect([...tokensOf(spaced)].map(({ text }) => text).join("")).toBe(JSON.stringify(JSON.parse(json)));
        const value: unknown = JSON.parse(json);
        if (Array.isArray(value)) expect(itemsOf(spaced).map((item) => JSON.parse(item))).toEqual(value);
        else if (typeof value === "object" && value !== null) {
          const members = [...membersOf(spaced)].map(([name, text]) => [name, JSON.parse(text)]);
          expect(members).toEqual(Object.entries(value));
        }
      }),
    );
  });
});
