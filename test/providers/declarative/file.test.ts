import { describe, expect, it } from "vitest";
import { providerAdd } from "../../../src/cli/commands/provider-add.ts";
import { isFobError } from "../../../src/core/errors.ts";
import { secretHeaderWords } from "../../../src/core/header.ts";
import { providerOfFile } from "../../../src/providers/declarative/index.ts";
import { exampleFile, exampleWith, guideText } from "../../support/provider-file.ts";

function problemOf(text: string): unknown {
  try {
    providerOfFile(text);
    return null;
  } catch (error) {
    if (!isFobError(error)) throw error;
    return [error.code, /^The provider file is wrong at (.*?): /.exec(error.message)?.[1]];
  }
}

describe("a provider file", () => {
  it("is short", () => {
    expect(exampleFile().trim().split("\n").length).toBeLessThan(60);
    expect(problemOf(exampleFile())).toBeNull();
  });

  it.each<[string, string, Readonly<Record<string, unknown>>]>([
    ["another version", "fob_provider", { fob_provider: 2 }],
    ["an unknown key", "sesions", { sesions: {} }],
    ["an unknown key further in", "login.tokens", { "login.tokens": "x" }],
    ["no id", "id", { id: undefined }],
    ["an id with a capital", "id", { id: "Example" }],
    ["an id that climbs", "id", { id: "../config" }],
    ["an id that names a variable of fob", "id", { id: "fob" }],
    ["a name that hides", "name", { name: "Ex\u202eample" }],
    ["an address with a placeholder", "base_url", { base_url: "https://{username}.example.com" }],
    ["an address of another kind", "base_url", { base_url: "file:///etc/passwd" }],
    ["a header that is not for secrets", "token.header", { "token.header": "X-Version" }],
    ["a header that ends the message", "token.header", { "token.header": "Content-Length" }],
    ["a fixed header for a secret", "headers.Authorization", { headers: { Authorization: "Bearer x" } }],
    [
      "a fixed header that breaks the line",
      "headers.X-Version",
      { headers: { "X-Version": "1\r\nHost: evil" } },
    ],
    ["a whole address", "whoami.request", { "whoami.request": "GET https://evil.example/me" }],
    ["an address without its scheme", "whoami.request", { "whoami.request": "GET //evil.example/me" }],
    ["a path that climbs", "whoami.request", { "whoami.request": "GET /v1/../admin" }],
    ["an encoded path", "whoami.request", { "whoami.request": "GET /v1/%2e%2e/admin" }],
    ["a backslash", "whoami.request", { "whoami.request": "GET /\\evil.example/me" }],
    ["a user in the path", "whoami.request", { "whoami.request": "GET /@evil.example" }],
    ["a query in the path", "whoami.request", { "whoami.request": "GET /me?token=1" }],
    ["a placeholder within a part", "logout.request", { "logout.request": "DELETE /v1/s{session_id}" }],
    ["a secret in the path", "login.request", { "login.request": "POST /v1/{password}" }],
    ["a secret in the query", "login.query", { "login.query": { p: "{password}" } }],
    ["a method that changes where one reads", "whoami.request", { "whoami.request": "POST /v1/me" }],
    ["a GET that ends", "sessions.revoke.request", { "sessions.revoke.request": "GET /v1/sessions/{id}" }],
    [
      "a revocation of nothing",
      "sessions.revoke.request",
      { "sessions.revoke.request": "DELETE /v1/sessions" },
    ],
    ["an unknown placeholder", "login.body.password", { "login.body.password": "{adminToken}" }],
    ["another's secret", "login.body.password", { "login.body.password": "{storePassword}" }],
    ["a placeholder within a text", "login.body.password", { "login.body.password": "x{password}" }],
    ["a login without a secret", "login.body", { "login.body": { email: "{username}" } }],
    ["a field that is no path", "login.token", { "login.token": "session..token" }],
    ["a session id that is needed", "login.session_id", { "login.session_id": undefined }],
    ["rows without an id", "sessions.list.fields.id", { "sessions.list.fields": { name: "n" } }],
    [
      "pages by both",
      "sessions.list.pages",
      { "sessions.list.pages": { cursor: "a", number: "b", next: "c" } },
    ],
    ["a type that no token has", "machine_tokens.type", { "machine_tokens.type": "cookie" }],
  ])("is refused for %s, at %s", (_, place, changes) => {
    expect(problemOf(exampleWith(changes))).toEqual(["usage", place]);
  });

  it.each(["", "null", "[]", '"x"', "{", "[".repeat(50_000)])("is refused for %.20j", (text) => {
    expect(problemOf(text)).toEqual(["usage", "the top"]);
  });
});

describe("what the user is told of a provider file", () => {
  it("names every key of the example in the help that goes with the program", () => {
    const keys = new Set(Array.from(exampleFile().matchAll(/"(\w+)": /g), ([, key]) => key));
    for (const inBodyOrRow of ["email", "password", "user_id", "created_at"]) keys.delete(inBodyOrRow);
    const missing = [...keys].filter((key) => !new RegExp(`\\b${key}\\b`).test(providerAdd.details ?? ""));
    expect(keys.size).toBeGreaterThan(25);
    expect(missing).toEqual([]);
  });

  it.each(secretHeaderWords)(
    "names %s as part of a token's header, in the guide and in the refusal",
    (word) => {
      expect(guideText()).toContain(`\`${word}\``);
      expect(problemOf(exampleWith({ "token.header": `X-${word}-1` }))).toBeNull();
      expect(() => providerOfFile(exampleWith({ "token.header": "X-Version" }))).toThrow(word);
    },
  );

  it("says where a query goes", () => {
    const file = exampleWith({ "whoami.request": "GET /me?per=3" });
    expect(() => providerOfFile(file)).toThrow('with what follows a ? in a "query" beside it');
  });
});

describe("the pattern of an id", () => {
  const problem = (pattern: string) => problemOf(exampleWith({ "sessions.id": { pattern } }));

  it.each([
    "[0-9]{1,18}",
    "ses_[0-9a-f]{8,40}",
    "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{12}",
    "a?[A-Z]{2}",
    "[a-z.-]{1,200}",
  ])("may be %s", (pattern) => expect(problem(pattern)).toBeNull());

  it.each([
    "(a{1,9}){1,9}",
    "a+",
    "a*",
    ".{1,9}",
    "a|b",
    "^a$",
    "(?=a)a",
    "\\d{1,9}",
    "[^a]{1,9}",
    "[a/]{1,9}",
    "[%a]{1,9}",
    "[z-a]",
    "a{9,1}",
    "a{1,201}",
    "a{1,}",
    "a{1,9}a{1,9}a{1,9}",
    "a?a?a?",
    "a??",
    "a{1,2}?",
    "",
    "a".repeat(101),
  ])("may not be %.40s", (pattern) => {
    expect(problem(pattern)).toEqual(["usage", "sessions.id.pattern"]);
  });
});
