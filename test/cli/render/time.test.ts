import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { relative, rfc3339, timeCell } from "../../../src/cli/render/time.ts";

const now = new Date("2026-01-31T12:00:00Z");

describe("a time for people", () => {
  it.each([
    ["2026-01-31T12:00:00Z", "now"],
    ["2026-01-31T11:59:59Z", "1 second ago"],
    ["2026-01-31T12:00:30Z", "in 30 seconds"],
    ["2026-01-31T11:59:01Z", "59 seconds ago"],
    ["2026-01-31T11:59:00Z", "1 minute ago"],
    ["2026-01-31T10:00:01Z", "1 hour ago"],
    ["2026-01-31T10:00:00Z", "2 hours ago"],
    ["2026-01-30T12:00:00Z", "yesterday"],
    ["2026-02-01T12:00:00Z", "tomorrow"],
    ["2026-01-28T12:00:00Z", "3 days ago"],
    ["2026-03-31T12:00:00Z", "next month"],
    ["2024-01-31T12:00:00Z", "2 years ago"],
  ])("%s is %s", (time, expected) => {
    expect(relative(new Date(time), now)).toBe(expected);
  });

  it("is never more than it is", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200_000_000 }), (seconds) => {
        const words = relative(new Date(now.getTime() - seconds * 1000), now);
        const [count, unit = ""] = words.split(" ");
        const sizes: Record<string, number> = {
          s: 1,
          mi: 60,
          h: 3600,
          d: 86_400,
          mo: 2_592_000,
          y: 31_536_000,
        };
        const size = sizes[unit.slice(0, /^m/.test(unit) ? 2 : 1)];
        if (Number.isNaN(Number(count)) || size === undefined) return;
        expect(Math.floor(seconds / size)).toBe(Number(count));
      }),
    );
  });
});

describe("a time in a pipe", () => {
  it("is exact, in UTC", () => {
    expect(rfc3339(new Date("2026-01-31T12:00:00+02:00"))).toBe("2026-01-31T10:00:00.000Z");
    expect(rfc3339(null)).toBeNull();
    expect(timeCell(new Date("2026-01-30T12:00:00Z"), now)).toEqual({
      plain: "2026-01-30T12:00:00.000Z",
      human: "1d ago",
    });
    expect(timeCell(null, now)).toEqual({ plain: "", human: "-" });
    expect(timeCell(null, now, "never")).toEqual({ plain: "", human: "never" });
  });
});
