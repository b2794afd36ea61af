import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FobError } from "../../../src/core/errors.ts";
import { addressesAt, checkSegment, isAsWritten, requestUrl } from "../../../src/platform/http/url.ts";
import { wholeRefusal } from "../../support/refusal.ts";

/** `npm run mutate` does with fewer. */
const numRuns = Number(process.env.FOB_PROPERTY_RUNS || 3000);
const base = "https://api.example.com/api/v2";
const refused = [
  "usage",
  "That cannot be part of an address at the provider.",
  { hint: "An id has no '/', no control characters, and is not '.' or '..'." },
];

describe("a request's URL", () => {
  it.each([
    [base, ["sessions", "55"], undefined, "https://api.example.com/api/v2/sessions/55"],
    [base, [], undefined, "https://api.example.com/api/v2"],
    ["https://api.example.com", [], undefined, "https://api.example.com/"],
    ["https://api.example.com/v2//", ["a"], undefined, "https://api.example.com/v2/a"],
    ["https://api.example.com:8443", ["a"], {}, "https://api.example.com:8443/a"],
    [base, ["a b", "c;d", "é?#@:"], undefined, `${base}/a%20b/c%3Bd/%C3%A9%3F%23%40%3A`],
    [base, ["100%"], undefined, `${base}/100%25`],
    [base, ["..."], undefined, `${base}/...`],
    [base, ["s"], { "page[number]": "2", q: "a&b=c d" }, `${base}/s?page%5Bnumber%5D=2&q=a%26b%3Dc+d`],
    ["http://[::1]:80", ["x"], { n: "\u0000" }, "http://[::1]/x?n=%00"],
  ])("%s + %j + %j", (baseUrl, path, query, expected) => {
    expect(requestUrl(baseUrl, path, query).href).toBe(expected);
  });

  it.each<readonly [string, readonly (readonly [string, string])[], string]>([
    ["none", [], ""],
    ["one", [["a", "1"]], "?a=1"],
    [
      "the same key twice, in their order",
      [
        ["b", "1"],
        ["a", "2"],
        ["b", "3"],
      ],
      "?b=1&a=2&b=3",
    ],
  ])("takes its query as pairs: %s", (_, pairs, search) => {
    expect(requestUrl(base, ["s"], pairs).href).toBe(`${base}/s${search}`);
  });

  it("is put together without a parser for ids alone that need no encoding", () => {
    const address = addressesAt(`${base}//`);
    const [origin, pathname] = ["https://api.example.com", "/api/v2/sessions/a-Z_0~9"];
    const quick = address(["sessions", "a-Z_0~9"], undefined);
    expect(quick).toEqual({ origin, pathname, search: "", href: `${base}/sessions/a-Z_0~9` });
    const parsed: readonly Parameters<typeof address>[] = [
      [[], undefined],
      [["a b"], undefined],
      [["a", "b.c"], undefined],
      [["a"], {}],
    ];
    for (const parts of parsed) expect(address(...parts)).toEqual(requestUrl(base, ...parts));
  });

  const bad = [
    "",
    ".",
    "..",
    "a/b",
    "/",
    "a\\b",
    "%2e%2e",
    "%2E",
    "x%2fy",
    "%5C",
    "%252e",
    "%00",
    "%0a",
    "%1B",
  ];
  const unprintable = ["a\nb", "\r", "\0", "\u001b[2J", "\u007f", "\u0085", "\ud800", "a\udfff"];
  it.each([...bad, ...unprintable])("refuses the segment %j", (segment) => {
    expect(wholeRefusal(() => checkSegment(segment))).toEqual(refused);
    for (const path of [[segment], ["sessions", segment], [segment, "x"]]) {
      expect(wholeRefusal(() => requestUrl(base, path))).toEqual(refused);
    }
  });

  it("refuses a query that is not valid Unicode", () => {
    const told = ["usage", "A query value holds text that is not valid Unicode.", {}];
    const queries: readonly Readonly<Record<string, string>>[] = [
      { q: "\ud800" },
      { "\udfff": "q" },
      { a: "b", q: "\ud800" },
    ];
    for (const query of queries) expect(wholeRefusal(() => requestUrl(base, ["s"], query))).toEqual(told);
  });

  it.each(["55", "a b", "...", ".a", "a..b", "%", "%2g", "%3f", "%20", "2e"])(
    "takes the segment %j",
    (segment) => expect(() => checkSegment(segment)).not.toThrow(),
  );

  /** Each row but the first is wrong in one way alone. */
  it.each([
    ["https://a.test/v2/x", "/v2/x", 2, true],
    ["https://a.test/v2/x?q=1", "/v2/x", 2, true],
    ["https://a.test/v2/x#f", "/v2/x", 2, false],
    ["https://ann@a.test/v2/x", "/v2/x", 2, false],
    ["https://:pw@a.test/v2/x", "/v2/x", 2, false],
    ["https://b.test/v2/x", "/v2/x", 2, false],
    ["http://a.test/v2/x", "/v2/x", 2, false],
    ["https://a.test:1/v2/x", "/v2/x", 2, false],
    ["https://a.test/v2/y", "/v2/x", 2, false],
    ["https://a.test/v2/x", "/v2/x", 3, false],
    ["https://a.test/v2//x", "/v2//x", 3, false],
    ["https://a.test/v2/..", "/v2/..", 2, false],
  ])("%s is at https://a.test%s, of %i segments: %j", (href, pathname, segments, expected) => {
    expect(isAsWritten(new URL(href), "https://a.test", pathname, segments)).toBe(expected);
  });

  const tricky = fc.string({
    unit: fc.constantFrom(
      ".",
      "/",
      "\\",
      "%",
      "2",
      "e",
      "E",
      "5",
      "c",
      ";",
      "?",
      "#",
      "@",
      ":",
      " ",
      "\t",
      "é",
    ),
    maxLength: 8,
  });
  const segments = fc.array(fc.oneof(tricky, fc.string({ unit: "binary", maxLength: 6 })), { maxLength: 4 });
  const baseUrls = fc.constantFrom(
    base,
    "https://api.example.com",
    "https://a.b:1/x",
    "http://127.0.0.1:9/y/z",
  );

  it("stays below its base, segment by segment, or is refused", () => {
    fc.assert(
      fc.property(baseUrls, segments, (baseUrl, path) => {
        const url = built(baseUrl, path);
        if (url === null) return;
        const start = new URL(baseUrl);
        const prefix = start.pathname === "/" ? "" : start.pathname;
        expect(url.origin).toBe(start.origin);
        const rest = url.pathname.slice(prefix.length + 1);
        expect(url.pathname.startsWith(prefix)).toBe(true);
        expect(path.length === 0 ? [] : rest.split("/").map(decodeURIComponent)).toEqual(path);
        expect([url.username, url.password, url.search, url.hash]).toEqual(["", "", "", ""]);
        expect(new URL(url.href).href).toBe(url.href);
      }),
      { numRuns },
    );
  });

  it("still has as many segments when a server decodes it a second time", () => {
    fc.assert(
      fc.property(segments, (path) => {
        const url = built(base, path);
        if (url === null) return;
        const again = new URL(url.origin + twiceDecoded(url.pathname));
        expect(again.pathname.split("/").length).toBe(url.pathname.split("/").length);
      }),
      { numRuns },
    );
  });
});

function built(baseUrl: string, path: readonly string[]): URL | null {
  try {
    return requestUrl(baseUrl, path);
  } catch (error) {
    expect(error).toBeInstanceOf(FobError);
    return null;
  }
}

/** What a sloppy server sees: `%2e` once decoded by a proxy is a dot; `?` and `#` do not end the path for it. */
function twiceDecoded(pathname: string): string {
  return pathname
    .replace(/%25/g, "%")
    .replace(/%(2e|2f|5c)/gi, (code) => decodeURIComponent(code))
    .replaceAll("?", "");
}
