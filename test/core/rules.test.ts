import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalBaseUrl, isLoopback } from "../../src/core/base-url.ts";
import { parseDuration } from "../../src/core/duration.ts";
import { exitStatus, FobError, isFobError } from "../../src/core/errors.ts";
import { checkProfileName, isProfileName } from "../../src/core/profile.ts";
import { Secret } from "../../src/core/secret.ts";
import { checkSecret } from "../../src/core/secret-text.ts";
import { refusal, wholeRefusal } from "../support/refusal.ts";

describe("a profile's name", () => {
  const allowed = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._@-"];
  const letter = fc.constantFrom(...allowed);

  it("is 1 to 64 letters, digits, dots, underscores, hyphens and at-signs", () => {
    const name = fc
      .string({ unit: letter, minLength: 1, maxLength: 64 })
      .filter((one) => one !== "." && one !== ".." && !one.startsWith("-"));
    fc.assert(fc.property(name, (one) => void expect(checkProfileName(one)).toBe(one)));
  });

  it("holds no other character, wherever it stands", () => {
    const other = fc.string({ unit: "binary", minLength: 1, maxLength: 1 });
    const part = fc.string({ unit: letter, maxLength: 20 });
    fc.assert(
      fc.property(part, other, part, (before, one, after) => {
        fc.pre(!allowed.includes(one));
        expect(isProfileName(before + one + after)).toBe(false);
      }),
    );
  });

  it.each([
    ["a", true],
    ["-", false],
    ["-a", false],
    [".", false],
    ["..", false],
    ["...", true],
    [".a", true],
    ["ann@example.com", true],
    ["a".repeat(64), true],
    ["a".repeat(65), false],
    ["", false],
    ["a\n", false],
    ["a b", false],
    ["a/b", false],
    ["../a", false],
    ["é", false],
    ["１", false],
  ])("%j: %j", (name, expected) => {
    expect(isProfileName(name)).toBe(expected);
  });

  it("is not repeated where it is none", () => {
    expect(wholeRefusal(() => checkProfileName("hunter 2"))).toEqual([
      "usage",
      "That is not a profile name.",
      {
        hint: "Use 1 to 64 letters, digits, '.', '_', '-' or '@', no '-' first and more than dots, as in --profile work",
      },
    ]);
  });
});

describe("a base URL", () => {
  it.each([
    ["https://api.example.com", "https://api.example.com"],
    ["https://api.example.com/", "https://api.example.com"],
    ["https://api.example.com/v2//", "https://api.example.com/v2"],
    ["HTTPS://API.Example.COM:443/V2", "https://api.example.com/V2"],
    ["https://api.example.com:8443/v2", "https://api.example.com:8443/v2"],
    ["https://api.example.com/a/../b", "https://api.example.com/b"],
    ["  https://api.example.com\n", "https://api.example.com"],
    ["https://bücher.example", "https://xn--bcher-kva.example"],
    ["http://127.0.0.1:8600/api", "http://127.0.0.1:8600/api"],
    ["http://127.9.9.9", "http://127.9.9.9"],
    ["http://2130706433", "http://127.0.0.1"],
    ["http://[::1]:80", "http://[::1]"],
    ["http://localhost:3000", "http://localhost:3000"],
  ])("%j is %s", (text, expected) => {
    expect(canonicalBaseUrl(text)).toBe(expected);
    expect(canonicalBaseUrl(expected)).toBe(expected);
  });

  const clear = (origin: string) =>
    ["insecure_url", 13, `${origin} is not https, and secrets would cross the network in clear.`] as const;
  const none = ["usage", 2, "That base URL is no http(s) address."] as const;
  const credentials = ["usage", 2, "A base URL cannot hold a user name or password."] as const;
  const query = ["usage", 2, "A base URL ends with its path: no '?' and no '#'."] as const;

  it.each([
    ["http://api.example.com", clear("http://api.example.com")],
    ["http://localhost.example.com", clear("http://localhost.example.com")],
    ["http://127.0.0.1.example.com", clear("http://127.0.0.1.example.com")],
    ["http://0.0.0.0", clear("http://0.0.0.0")],
    ["http://128.0.0.1", clear("http://128.0.0.1")],
    ["http://[::ffff:127.0.0.1]", clear("http://[::ffff:7f00:1]")],
    ["api.example.com", none],
    ["localhost:8600", none],
    ["", none],
    ["/v2", none],
    ["ftp://example.com", none],
    ["file:///etc/passwd", none],
    ["javascript:alert(1)", none],
    ["https://", none],
    ["https://ann@example.com", credentials],
    ["https://ann:hunter2@example.com", credentials],
    ["https://:hunter2@example.com", credentials],
    ["https://example.com/?token=hunter2", query],
    ["https://example.com/#x", query],
  ] as const)("%j is refused", (text, expected) => {
    const told = refusal(() => canonicalBaseUrl(text));
    expect(told).toEqual(expected);
    expect(told.join(" ")).not.toContain("hunter2");
  });

  it("is of this machine by name and number alone", () => {
    const hosts = ["localhost", "127.0.0.1", "127.255.255.254", "[::1]", "LOCALHOST", "127.1", "[::2]", ""];
    expect(hosts.filter(isLoopback)).toEqual(["localhost", "127.0.0.1", "127.255.255.254", "[::1]"]);
  });
});

describe("a duration", () => {
  it.each([
    ["90s", 90],
    ["15m", 900],
    ["72h", 259_200],
    ["30d", 2_592_000],
    ["4w", 2_419_200],
    ["1s", 1],
    ["9999999w", 6_047_999_395_200],
  ])("%s is %i seconds", (text, expected) => {
    expect(parseDuration(text, "--timeout")).toBe(expected);
  });

  it.each([
    "",
    "0s",
    "00s",
    "01s",
    "-1s",
    "+1s",
    "1",
    "s",
    "1.5h",
    "1h30m",
    "1y",
    "1S",
    " 1s",
    "1s\n",
    "1e3s",
    "99999999s",
    "١s",
  ])("%j is none", (text) => {
    expect(refusal(() => parseDuration(text, "--older-than"))).toEqual([
      "usage",
      2,
      "--older-than takes a duration such as 90s, 15m, 72h, 30d or 4w.",
    ]);
  });
});

describe("a secret that was given", () => {
  it("is one line of text, whatever its language", () => {
    for (const text of [
      "x",
      " lead and trail ",
      "пароль 密码 🔑",
      "a".repeat(16_384),
      "-x",
      "\u00a0",
      "\u200b",
    ])
      expect(checkSecret(new Secret(text), "The password").reveal()).toBe(text);
  });

  it.each<readonly [string, string]>([
    ["", "The password is empty."],
    ["a".repeat(16_385), "The password is longer than 16384 characters."],
    ...["a\nb", "a\r", "\tb", "\u0000", "\u001b", "\u007f", "\u0085", "\u009b", "\u2028", "a\u2029"].map(
      (text): [string, string] => [text, "The password has a line break or a control character in it."],
    ),
  ])("%j is refused and not shown", (text, message) => {
    expect(refusal(() => checkSecret(new Secret(text), "The password"))).toEqual(["usage", 2, message]);
  });
});

describe("a failure", () => {
  /** Section 6 of the contract, by what each code means. */
  it("has the status of the contract", () => {
    expect(exitStatus).toEqual({
      bug: 1,
      usage: 2,
      input_needed: 2,
      partly_done: 3,
      not_logged_in: 4,
      login_expired: 4,
      refused: 5,
      bad_credentials: 5,
      wrong_code: 5,
      late_code: 5,
      forbidden: 5,
      blocked: 5,
      network: 6,
      tls: 6,
      timeout: 6,
      provider_error: 7,
      bad_answer: 7,
      rate_limited: 8,
      store_unavailable: 9,
      store_locked: 9,
      store_key: 9,
      local_io: 10,
      output: 10,
      lock_timeout: 11,
      outcome_unknown: 12,
      unsafe: 13,
      redirect_refused: 13,
      insecure_url: 13,
      unsafe_file: 13,
      unsupported: 14,
      factor_pending: 15,
      command_not_executable: 126,
      command_not_found: 127,
      hangup: 129,
      interrupted: 130,
      terminated: 143,
    });
  });

  it("has a status that the documented table knows", () => {
    const page = readFileSync("docs/contract.md", "utf8");
    const table = page.slice(page.indexOf("## Exit status"));
    const documented = [...table.matchAll(/^\| ([\d, ]+) \|/gm)].flatMap(([, cells]) =>
      (cells ?? "").split(",").map(Number),
    );
    expect(documented).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 125, 126, 127, 129, 130, 143,
    ]);
    // 125 is any failure at all, of a command that runs another one.
    const own = documented.slice(1).filter((status) => status !== 125);
    expect([...new Set(Object.values(exitStatus))].sort((a, b) => a - b)).toEqual(own);
  });

  it("keeps what it said when more is known", () => {
    const cause = new Error("below");
    const first = new FobError("network", "No way.", { hint: "Look.", cause });
    const more = first.with({ hint: "Not this.", provider: "acme", profile: "work", retryable: true });
    expect([more.code, more.exit, more.message, more.cause]).toEqual(["network", 6, "No way.", cause]);
    expect(more.details).toEqual({
      hint: "Look.",
      provider: "acme",
      profile: "work",
      retryable: true,
      cause,
    });
    expect(first.with({ cause: undefined }).cause).toBe(cause);
    expect(new FobError("network", "x", { hint: undefined }).with({ hint: "y" }).details.hint).toBe("y");
  });

  it("is told from others, by its code where one is asked for", () => {
    const error = new FobError("tls", "No.");
    expect([isFobError(error), isFobError(error, "tls"), isFobError(error, "network", "tls")]).toEqual([
      true,
      true,
      true,
    ]);
    expect([isFobError(error, "network"), isFobError(new Error("tls")), isFobError({ code: "tls" })]).toEqual(
      [false, false, false],
    );
    expect(isFobError(undefined)).toBe(false);
  });
});
