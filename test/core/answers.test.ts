import { describe, expect, it } from "vitest";
import { quoted, spoken, wasGone } from "../../src/core/answers.ts";
import type { HttpResponse } from "../../src/core/http.ts";

const response = (status: number, text = "", mediaType = ""): HttpResponse => ({
  status,
  text,
  mediaType,
  header: () => null,
  cookies: [],
});

describe("a server's words in a message", () => {
  it.each([
    ["no such user", "no such user"],
    ["  two\r\n\tlines ", "two lines"],
    ["\u001b]0;title\u0007\u202e", "\\x1b]0;title\\x07\\u202e"],
    ["", null],
    [" \n ", null],
    ["x".repeat(200), "x".repeat(200)],
    ["x".repeat(201), null],
    [`said: ${"x".repeat(300)} more`, "said: ..."],
    [`${"ab ".repeat(100)}`, `${"ab ".repeat(66)}ab ...`],
    ["\u001b".repeat(1_000_000), null],
    [`${" ".repeat(790)}a-secret-that-must-not-be-cut`, "a-secret-that-must-not-be-cut"],
  ])("%j", (text, expected) => {
    const shown = quoted(text);
    expect(shown).toBe(expected);
    expect((shown ?? "").length).toBeLessThanOrEqual(204);
  });

  it.each([
    ["JSON, where it was looked for", '{"message":"no"}', "application/json", "no"],
    ["JSON that says nothing", "{}", "application/json", null],
    ["a JSON text", '"no"', "application/json", "no"],
    ["plain text", "no", "text/plain", "no"],
    ["text of no type", "no", "", "no"],
    ["a page", "<p>no", "text/html", null],
    ["a page that hides", "<p>no", "text/plain", null],
    ["bytes", "no", "application/octet-stream", null],
    ["null", "null", "application/json", null],
  ])("%s", (_, text, type, expected) => {
    expect(spoken(response(400, text, type), ({ message }) => String(message ?? ""))).toBe(expected);
  });
});

describe("a session that was already gone", () => {
  it.each([
    [404, false, true],
    [410, false, true],
    [401, true, true],
    [401, false, false],
    [403, true, false],
    [500, true, false],
  ])("status %i, own %j: %j", (status, own, expected) => {
    expect(wasGone(response(status), own)).toBe(expected);
  });

  it("is not proven by a web page", () => {
    expect(() => wasGone(response(404, "<html>", "text/html"), false)).toThrow("A web page with status 404");
  });
});
