import { describe, expect, it } from "vitest";
import type { HttpResponse } from "../../src/core/http.ts";
import * as narrow from "../../src/core/narrow.ts";
import { refusal } from "../support/refusal.ts";

const odd = [
  undefined,
  null,
  "",
  "x",
  0,
  7,
  -1,
  1.5,
  2 ** 53,
  Number.NaN,
  true,
  false,
  [],
  ["x"],
  {},
  { a: 1 },
];

/** What each way to read a field makes of the odd values; "!" where it refuses. */
function readings(read: (fields: narrow.Fields) => unknown): readonly unknown[] {
  return odd.map((value) => {
    try {
      return read({ field: value });
    } catch (error) {
      return error instanceof Error && error.message.includes("at data.field") ? "!" : error;
    }
  });
}

describe("a field of an answer", () => {
  const [no, bad] = [null, "!"];
  const path = "data.field";

  it.each<readonly [string, (fields: narrow.Fields) => unknown, readonly unknown[]]>([
    ["an object", (f) => narrow.recordAt(f, "field", path), [...Array(14).fill(bad), {}, { a: 1 }]],
    ["a text", (f) => narrow.textAt(f, "field", path), [bad, bad, bad, "x", ...Array(12).fill(bad)]],
    ["a list", (f) => narrow.listAt(f, "field", path), [...Array(12).fill(bad), [], ["x"], bad, bad]],
    [
      "an id",
      (f) => narrow.idAt(f, "field", path),
      [bad, bad, bad, "x", "0", "7", "-1", bad, bad, ...Array(7).fill(bad)],
    ],
    ["a text or null", (f) => narrow.optionalText(f, "field"), [no, no, no, "x", ...Array(12).fill(no)]],
    [
      "an id or null",
      (f) => narrow.optionalId(f, "field"),
      [no, no, no, "x", "0", "7", "-1", ...Array(9).fill(no)],
    ],
    [
      "a number or null",
      (f) => narrow.optionalNumber(f, "field"),
      [no, no, no, no, 0, 7, -1, 1.5, 2 ** 53, ...Array(7).fill(no)],
    ],
    [
      "a flag or null",
      (f) => narrow.optionalFlag(f, "field"),
      [...Array(10).fill(no), true, false, ...Array(4).fill(no)],
    ],
  ])("as %s", (_, read, expected) => {
    expect(readings(read)).toEqual(expected);
  });

  it("is not one that every object has by birth", () => {
    for (const key of ["constructor", "toString", "__proto__"]) {
      expect(() => narrow.recordAt({}, key)).toThrow(`at ${key}`);
      expect(narrow.optionalText({}, key)).toBeNull();
    }
    const poisoned = JSON.parse('{"__proto__":{"admin":true}}') as narrow.Fields;
    expect(narrow.recordAt(poisoned, "__proto__")).toEqual({ admin: true });
    expect(narrow.optionalFlag(poisoned, "admin")).toBeNull();
  });

  it("is named where it is missing, and its value is not shown", () => {
    expect(refusal(() => narrow.textAt({ token: { canary: 1 } }, "token", "data.token"))).toEqual([
      "bad_answer",
      7,
      "The provider's answer has not a text at data.token.",
    ]);
  });
});

describe("a date of an answer", () => {
  it.each([
    ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000Z"],
    ["2026-01-02T03:04:05.678901Z", "2026-01-02T03:04:05.678Z"],
    ["2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05.000Z"],
    ["2026-01-02T03:04:05-0130", "2026-01-02T04:34:05.000Z"],
    ["2026-01-02 03:04:05", "2026-01-02T03:04:05.000Z"],
    ["2026-01-02t03:04z", "2026-01-02T03:04:00.000Z"],
    ["1969-12-31T23:59:59Z", "1969-12-31T23:59:59.000Z"],
    ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000Z"],
    ["2026-02-30T00:00:00Z", "2026-03-02T00:00:00.000Z"],
    ["2026-13-01T00:00:00Z", null],
    ["2026-01-02T25:00:00Z", null],
    ["2026-01-02", null],
    ["never", null],
    ["-1", null],
    ["0", null],
    ["", null],
    ["10000-01-01T00:00:00Z", null],
    ["Thu, 01 Jan 2026 00:00:00 GMT", null],
    [0, null],
    [1_767_225_600, null],
    [null, null],
    [undefined, null],
  ])("%j: %j", (value, expected) => {
    expect(narrow.optionalDate({ at: value }, "at")?.toISOString() ?? null).toBe(expected);
  });
});

it("reads a date without a zone as UTC, wherever it is read", () => {
  const before = process.env.TZ;
  process.env.TZ = "America/New_York";
  try {
    expect(new Date("2026-01-02T03:04:05").toISOString()).toBe("2026-01-02T08:04:05.000Z");
    expect(narrow.optionalDate({ at: "2026-01-02T03:04:05" }, "at")?.toISOString()).toBe(
      "2026-01-02T03:04:05.000Z",
    );
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
});

describe("a body", () => {
  const body = (text: string, mediaType = "application/json"): HttpResponse => ({
    status: 200,
    mediaType,
    text,
    cookies: [],
    header: () => null,
  });
  const due = "where a JSON object was due.";

  it("is an object", () => {
    expect(narrow.jsonObject(body('{"a":1}'))).toEqual({ a: 1 });
    expect(narrow.jsonObject(body('{"a":1}', "text/plain"))).toEqual({ a: 1 });
  });

  it.each([
    ["", "application/json", `The provider answered 200 with an empty body ${due}`],
    ["[1]", "application/json", `The provider answered 200 with something else (application/json) ${due}`],
    ["null", "application/json", `The provider answered 200 with something else (application/json) ${due}`],
    ["<p>canary", "text/html", `The provider answered 200 with something else (text/html) ${due}`],
    ['{"canary":', "", `The provider answered 200 with something else (no content type) ${due}`],
    ["canary", "a\u001b", `The provider answered 200 with something else (a\\x1b) ${due}`],
  ])("%j of %j is none, and is not shown", (text, type, message) => {
    expect(refusal(() => narrow.jsonObject(body(text, type)))).toEqual(["bad_answer", 7, message]);
  });

  it("may be deep without harm", () => {
    expect(narrow.isRecord(narrow.parseJson(`{"a":${"[".repeat(5000)}${"]".repeat(5000)}}`))).toBe(true);
    expect(narrow.parseJson("{")).toBeUndefined();
  });
});
