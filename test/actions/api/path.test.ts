import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePair, parsePath } from "../../../src/actions/api/path.ts";
import { isFobError } from "../../../src/core/errors.ts";
import { requestUrl } from "../../../src/platform/http/url.ts";

const base = "https://api.example.com/base";
const whole = "PATH cannot be a whole address.";

/** The URL that a path is sent to, or how it is refused. */
function sentTo(text: string): string {
  try {
    const { path, query } = parsePath(text);
    return requestUrl(base, path, query).href.replace(base, "");
  } catch (error) {
    if (!isFobError(error, "usage", "unsafe")) throw error;
    // Another place is refused for safety, 13; what is only written wrong is 2.
    expect(error.exit).toBe(error.message === whole ? 13 : 2);
    return error.message;
  }
}

describe("PATH is sent below the base URL", () => {
  it.each([
    ["/projects", "/projects"],
    ["projects", "/projects"],
    ["/", ""],
    ["", ""],
    ["/projects/7/tasks", "/projects/7/tasks"],
    ["/a b/é", "/a%20b/%C3%A9"],
    ["/a%20b/%C3%A9", "/a%20b/%C3%A9"],
    ["/ada%40example.com", "/ada%40example.com"],
    ["/a%25b", "/a%25b"],
    ["/a%23b%3Fc", "/a%23b%3Fc"],
    ["/x:batch", "/x%3Abatch"],
    ["/...", "/..."],
    ["/..a/b..", "/..a/b.."],
    ["/~ann/a+b;c", "/~ann/a%2Bb%3Bc"],
    ["/tasks?a=1", "/tasks?a=1"],
    ["/tasks?", "/tasks"],
    ["/tasks?filter[status]=1&filter[status]=2", "/tasks?filter%5Bstatus%5D=1&filter%5Bstatus%5D=2"],
    ["/tasks?a=b%26c&d", "/tasks?a=b%26c&d="],
    [
      "/tasks?next=https://elsewhere.example/../@x",
      "/tasks?next=https%3A%2F%2Felsewhere.example%2F..%2F%40x",
    ],
    ["?a=1", "?a=1"],
  ])("%j as %j", (text, url) => {
    expect(sentTo(text)).toBe(url);
  });
});

const empty = "PATH cannot be a path with an empty part.";
const elsewhere = "PATH cannot be a path that may lead elsewhere.";
const backslash = "PATH cannot be a path with a backslash.";
const at = "PATH cannot be a path with an '@'.";
const hash = "PATH cannot be a path with a '#'.";
const percent = "PATH cannot be a path with a '%' that begins no UTF-8 character.";
const disk = "PATH cannot be a path of this machine's disk.";

describe("PATH is refused", () => {
  it.each([
    ["//elsewhere.example", whole],
    ["//elsewhere.example/x", whole],
    ["//", empty],
    ["/a//b", empty],
    ["/a/", empty],
    ["///", empty],
    ["/..", elsewhere],
    ["..", elsewhere],
    ["/a/../../b", elsewhere],
    ["/a/..", elsewhere],
    ["/.", elsewhere],
    ["/a/./b", elsewhere],
    ["/%2e%2e/b", elsewhere],
    ["/%2E%2E", elsewhere],
    ["/.%2e/b", elsewhere],
    ["/%2e", elsewhere],
    ["/%252e%252e/b", elsewhere],
    ["/%252E./b", elsewhere],
    ["/a%2fb", elsewhere],
    ["/a%2Fb", elsewhere],
    ["/a%252fb", elsewhere],
    ["/a%5cb", elsewhere],
    ["/a%255cb", elsewhere],
    ["/a%0d%0aX: y", elsewhere],
    ["/a%00", elsewhere],
    ["/a\nb", elsewhere],
    ["/a\u009bb", elsewhere],
    ["/a%250a", elsewhere],
    ["/a\ud800", elsewhere],
    ["/a\\b", backslash],
    ["\\\\elsewhere.example\\x", backslash],
    ["/\\elsewhere.example", backslash],
    ["https://elsewhere.example/x", whole],
    ["HTTPS://elsewhere.example", whole],
    ["https:elsewhere.example", whole],
    ["file:///etc/passwd", whole],
    ["javascript:x", whole],
    ["https://api.example.com/base/x", whole],
    ["@elsewhere.example/x", at],
    ["/a@b", at],
    ["/user:pass@elsewhere.example", at],
    ["/a#b", hash],
    ["/a?b=c#d", hash],
    ["/a%", percent],
    ["/a%zz", percent],
    ["/a%c3", percent],
    ["/a?b=%", percent],
    ["C:/Program Files/Git/projects", disk],
    ["c:\\projects", disk],
  ])("%j: %s", (text, refusal) => {
    expect(sentTo(text)).toBe(refusal);
  });
});

describe("whatever PATH is", () => {
  const parts = fc.constantFrom(
    "/",
    "..",
    ".",
    "%2e",
    "%2f",
    "%25",
    "\\",
    "@",
    ":",
    "//",
    "?",
    "#",
    "a",
    "http:",
    "%5c",
    "\t",
    "é",
    "%",
  );
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(parts, { maxLength: 12 }).map((all) => all.join("")),
  );

  it("it stays below the base URL, however often it is decoded", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { path, query } = parsePathOrNothing(text);
        const url = requestUrl(base, path, query);
        let once = url.pathname;
        for (let times = 0; times < 3; times++) {
          expect(new URL(once, "https://api.example.com").href.startsWith(base)).toBe(true);
          expect(url.origin).toBe("https://api.example.com");
          try {
            once = decodeURIComponent(once)
              .replaceAll("%", "%25")
              .replaceAll("?", "%3F")
              .replaceAll("#", "%23");
          } catch {
            break;
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function parsePathOrNothing(text: string): ReturnType<typeof parsePath> {
  try {
    return parsePath(text);
  } catch (error) {
    if (isFobError(error, "usage", "unsafe")) return { path: [], query: [] };
    throw error;
  }
}

describe("-q", () => {
  it.each([
    ["a=b", ["a", "b"]],
    ["a=", ["a", ""]],
    ["a=b=c&d", ["a", "b=c&d"]],
    ["filter[x]=é", ["filter[x]", "é"]],
  ])("%j", (text, pair) => {
    expect(parsePair(text)).toEqual(pair);
  });

  it.each(["", "a", "=b", "a=\ud800"])("%j is refused", (text) => {
    expect(() => parsePair(text)).toThrow(
      expect.objectContaining({ code: "usage", message: "-q takes KEY=VALUE." }),
    );
  });
});
