import fc from "fast-check";
import { expect, it } from "vitest";
import { utcTime } from "../../../src/platform/audit/utc-time.ts";

it("writes every time as toISOString does", () => {
  const somewhere = fc.date({ noInvalidDate: true });
  const thisMillennium = fc.date({
    min: new Date("1970-01-01"),
    max: new Date("2999-12-31"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(fc.oneof(somewhere, thisMillennium), (time) => {
      expect(utcTime(time)).toBe(time.toISOString());
    }),
    { numRuns: 2000 },
  );
});

it.each([
  "1000-01-01T00:00:00.000Z",
  "0999-12-31T23:59:59.999Z",
  "9999-12-31T23:59:59.999Z",
  "+010000-01-01T00:00:00.000Z",
])("takes %s, at an end of what it writes itself", (text) => {
  expect(utcTime(new Date(text))).toBe(text);
});

it("refuses what is no time", () => {
  expect(() => utcTime(new Date(Number.NaN))).toThrow(RangeError);
});
