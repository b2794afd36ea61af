import fc from "fast-check";
import { expect, it } from "vitest";
import { createSeen } from "../../../src/providers/productive/seen.ts";

const id = fc.oneof(
  fc.integer({ min: 0, max: 60 }).map(String),
  fc.constantFrom("", "007", "-3", "1e3", "9007199254740993", "9007199254740992", "999999999999999", "x"),
);

it("an id is new once, in whatever order they come", () => {
  fc.assert(
    fc.property(fc.array(id, { maxLength: 80 }), (ids) => {
      const [seen, model] = [createSeen(), new Set<string>()];
      for (const one of ids) {
        expect(seen.add(one)).toBe(!model.has(one));
        model.add(one);
        expect(seen.size()).toBe(model.size);
      }
    }),
    { numRuns: 2000 },
  );
});

it("ids beyond the first thousands are known too", () => {
  const seen = createSeen();
  for (let n = 1; n <= 5000; n++) expect(seen.add(String(3 * n))).toBe(true);
  for (let n = 1; n <= 5000; n++) expect(seen.add(String(3 * n))).toBe(false);
  for (let n = 1; n <= 5000; n++) expect(seen.add(String(3 * n - 1))).toBe(true);
  expect(seen.size()).toBe(10_000);
});
