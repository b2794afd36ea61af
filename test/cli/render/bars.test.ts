import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { bars } from "../../../src/cli/render/bars.ts";

const rows = [
  { label: "user", count: 12 },
  { label: "machine", count: 3 },
  { label: "none", count: 0 },
];

describe("bars", () => {
  it.each<readonly [number, boolean, readonly string[]]>([
    [33, true, [`user     12  ${"█".repeat(20)}`, "machine   3  █████", "none      0"]],
    [23, true, [`user     12  ${"█".repeat(10)}`, "machine   3  ██▌", "none      0"]],
    [33, false, [`user     12  ${"#".repeat(20)}`, "machine   3  #####", "none      0"]],
    [1, false, ["user     12  #", "machine   3  #", "none      0"]],
  ])("in %i columns, unicode %s", (width, unicode, lines) => {
    expect(bars(rows, width, unicode)).toEqual(lines);
  });

  it("show what is counted, however little, and neither break nor hide in a label", () => {
    const odd = [
      { label: "電話電話電話電話電話電話電話電話", count: 100_000 },
      { label: "a\u202Eb\x1b[2J", count: 1 },
    ];
    const lines = bars(odd, 60, true);
    expect(lines.map((line) => stringWidth(line) <= 60)).toEqual([true, true]);
    expect(lines[0]).toContain("…");
    expect(lines[1]).toMatch(/^a\\u202eb\\x1b\[2J +1 {2}▏$/);
  });

  it("are none where there is nothing", () => {
    expect(bars([], 80, true)).toEqual([]);
  });
});
