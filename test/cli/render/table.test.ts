import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { humanTable, shortenedTo } from "../../../src/cli/render/human-table.ts";
import { cell, type Table, tsv } from "../../../src/cli/render/table.ts";
import { plainStyle } from "../../../src/platform/terminal/style.ts";

const wide = fc.constantFrom(
  "密",
  "🔑",
  "é",
  "e\u0301",
  "ｗ",
  "한",
  "☀️",
  "👍🏽",
  "🇭🇷",
  "👩‍💻",
  "ก็",
  "a",
  "b",
  " ",
  "-",
);
const nasty = fc.constantFrom("\t", "\n", "\r", "\u001b[2J", "\u202e", "\u200b", "\u0000");
const text = fc
  .array(fc.oneof(fc.string(), wide, wide, nasty), { maxLength: 12 })
  .map((parts) => parts.join(""));

const tables = fc.integer({ min: 1, max: 8 }).chain((columns) =>
  fc.array(fc.array(text, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 5 }).map(
    (rows): Table => ({
      columns: Array.from({ length: columns }, (_, at) => ({ title: `c${at}` })),
      rows: rows.map((row) => row.map((one) => cell(one))),
      empty: "Nothing.",
    }),
  ),
);

const linesOf = (table: Table, width: number) =>
  humanTable(table, width, plainStyle).slice(0, -1).split("\n");

describe("a table for people", () => {
  it("fits the width, line by line, however wide its characters are", () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 6, max: 120 }), (table, width) => {
        const lines = linesOf(table, width);
        expect(lines).toHaveLength(table.rows.length + 1);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
      }),
      { numRuns: 300 },
    );
  });

  it("has every column start at one place", () => {
    const marked = tables.map((table) => ({
      ...table,
      rows: table.rows.map((row) => row.map(({ plain }, at) => cell(at === row.length - 1 ? "#" : plain))),
      columns: table.columns.map((one, at) => ({ title: at === table.columns.length - 1 ? "#" : one.title })),
    }));
    fc.assert(
      fc.property(marked, fc.integer({ min: 64, max: 120 }), (table, width) => {
        const places = linesOf(table, width).map((line) => stringWidth(line.slice(0, line.lastIndexOf("#"))));
        expect(new Set(places).size).toBe(1);
      }),
      { numRuns: 300 },
    );
  });

  it("shows nothing that a terminal would obey", () => {
    fc.assert(
      fc.property(tables, (table) => {
        expect(humanTable(table, 80, plainStyle).replaceAll("\n", "")).not.toMatch(
          /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/u,
        );
      }),
    );
  });

  it("cuts the widest, and never what must be whole", () => {
    const table: Table = {
      columns: [{ title: "id", whole: true }, { title: "name" }, { title: "user" }],
      rows: [["123456789012345", "a long name that is cut", "ann"].map((one) => cell(one))],
      empty: "",
    };
    expect(linesOf(table, 40)).toEqual([
      "ID               NAME               USER",
      "123456789012345  a long name that…  ann",
    ]);
    expect(linesOf(table, 29)[1]).toBe("123456789012345  a lon…  ann");
    expect(linesOf(table, 28)[1]).toBe("123456789012345  a long nam…");
    expect(linesOf(table, 10)[1]).toBe("123456789012345");
  });

  it("says so where there is no row", () => {
    expect(humanTable({ columns: [{ title: "a" }], rows: [], empty: "Nothing." }, 80, plainStyle)).toBe(
      "Nothing.\n",
    );
  });
});

it.each([
  ["short", 5, "short"],
  ["longer", 5, "long…"],
  ["漢字漢字", 8, "漢字漢字"],
  ["漢字漢字漢", 8, "漢字漢…"],
  ["👩‍👩‍👧 and more", 6, "👩‍👩‍👧 an…"],
])("a line is cut to columns, not to letters: %s", (text, columns, expected) => {
  expect(shortenedTo(text, columns)).toBe(expected);
  expect(stringWidth(shortenedTo(text, columns))).toBeLessThanOrEqual(columns);
});

describe("a table in a pipe", () => {
  it("has a line a row, a tab between two cells, and nothing cut", () => {
    fc.assert(
      fc.property(tables, (table) => {
        const lines = tsv(table).split("\n");
        expect(lines.pop()).toBe("");
        expect(lines).toHaveLength(table.rows.length);
        for (const line of lines) expect(line.split("\t")).toHaveLength(table.columns.length);
      }),
    );
  });

  it("shows what is exact, and what is unknown as nothing", () => {
    const rows = [[cell("2026-01-01T00:00:00.000Z", "yesterday"), cell(null), cell("a\tb\nc")]];
    expect(tsv({ columns: [], rows, empty: "Nothing." })).toBe("2026-01-01T00:00:00.000Z\t\ta\\x09b\\x0ac\n");
    expect(tsv({ columns: [], rows: [], empty: "Nothing." })).toBe("");
    expect(
      humanTable(
        { columns: [{ title: "a" }, { title: "b" }, { title: "c" }], rows, empty: "" },
        80,
        plainStyle,
      ),
    ).toBe("A          B  C\nyesterday  -  a\\x09b\\x0ac\n");
  });
});
