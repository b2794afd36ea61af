import fc from "fast-check";
import { expect, it } from "vitest";
import { createRedactor } from "../../../src/core/redactor.ts";
import { showsNone } from "../../../src/main/quick/shows-none.ts";

it.each([
  ["Token of work (chosen by: only)", ["5a4db0c5-1857-4d3c-8271-99f874c570a5"], true],
  ["Token of work (chosen by: only) bash", [], true],
  ["Token of made-up-token", ["made-up-token"], false],
  ["Token of my-made-up-token", ["made-up-token"], false],
  ["Token of a-name-that-is-longer", ["made-up-token"], false],
  ["Token of work", ["short"], false],
  ["Token of work", ["with a blank in it"], false],
  ["Token of work", ["l\u00f6ng-enough"], false],
])("%s, with %j: %s", (text, secrets, answer) => {
  expect(showsNone(text, secrets)).toBe(answer);
});

it("says yes to nothing that the redactor would change", () => {
  const secret = fc.oneof(fc.stringMatching(/^[!-~]{6,14}$/), fc.string({ minLength: 4, maxLength: 12 }));
  const form = (value: string) => [
    value,
    value.slice(1),
    Buffer.from(value).toString("hex"),
    Buffer.from(value).toString("base64"),
    Buffer.from(`x${value}`).toString("base64url"),
    encodeURIComponent(value.toWellFormed()),
  ];
  fc.assert(
    fc.property(fc.array(secret, { maxLength: 3 }), fc.nat(5), fc.string(), (secrets, which, more) => {
      const text = `Token of ${secrets.map((one) => form(one)[which]).join(" ")} ${more}`;
      const { keep, redact } = createRedactor();
      for (const one of secrets) keep(one);
      if (showsNone(text, secrets)) expect(redact(text)).toBe(text);
    }),
    { numRuns: 3000 },
  );
});
