import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isAddressFilter,
  matchesFilter,
  matchesGlob,
  noFilter,
  type SessionFilter,
  sortKeys,
  sortSessions,
} from "../../src/actions/session-filter.ts";
import type { Session } from "../../src/core/session.ts";
import { blankSession } from "../support/fake-provider.ts";

const now = new Date("2026-01-31T00:00:00Z");
const day = (date: number, time = "00:00:00") =>
  new Date(`2026-01-${String(date).padStart(2, "0")}T${time}Z`);

describe("a filter", () => {
  it.each<readonly [Partial<SessionFilter>, Partial<Session>, boolean]>([
    [{}, {}, true],
    [{ kind: "user" }, { kind: "user" }, true],
    [{ kind: "user" }, { kind: "machine" }, false],
    [{ userId: "7" }, { userId: "7" }, true],
    [{ userId: "7" }, { userId: "77" }, false],
    [{ userId: "7" }, { userId: null }, false],
    [{ name: "ci-*" }, { name: "CI-deploy" }, true],
    [{ name: "ci-*" }, { name: "my-ci-deploy" }, false],
    [{ name: "ci-*" }, { name: null }, false],
    [{ name: "*" }, { name: null }, true],
    [{ olderThanS: 86_400 }, { lastActivityAt: day(29, "23:59:59") }, true],
    [{ olderThanS: 86_400 }, { lastActivityAt: day(30) }, false],
    [{ olderThanS: 86_400 }, { lastActivityAt: new Date("2026-02-01") }, false],
    [{ olderThanS: 86_400 }, { lastActivityAt: null, createdAt: day(1) }, false],
    [{ expiringS: 86_400 }, { expiresAt: now }, true],
    [{ expiringS: 86_400 }, { expiresAt: new Date("2026-02-01T00:00:00Z") }, true],
    [{ expiringS: 86_400 }, { expiresAt: new Date("2026-02-01T00:00:01Z") }, false],
    [{ expiringS: 86_400 }, { expiresAt: day(30, "23:59:59") }, false],
    [{ expiringS: 86_400 }, { expiresAt: null }, false],
    [{ device: "i*" }, { device: "iPhone" }, true],
    [{ device: "i*" }, { platform: "iOS", device: "Phone" }, true],
    [{ device: "i*" }, { browser: "ice" }, true],
    [{ device: "i*" }, { name: "iPhone", device: "Phone" }, false],
    [{ device: "*" }, {}, false],
    [{ ip: "192.0.2.7" }, { ip: "192.0.2.7" }, true],
    [{ ip: "192.0.2.7" }, { ip: "192.0.2.70" }, false],
    [{ ip: "192.0.2.*" }, { ip: "192.0.2.70" }, true],
    [{ ip: "192.0.2.0/24" }, { ip: "192.0.2.70" }, true],
    [{ ip: "192.0.2.0/24" }, { ip: "192.0.3.70" }, false],
    [{ ip: "192.0.2.0/24" }, { ip: "2001:db8::1" }, false],
    [{ ip: "192.0.2.0/24" }, { ip: "somewhere" }, false],
    [{ ip: "2001:db8::/32" }, { ip: "2001:db8:1::1" }, true],
    [{ ip: "2001:db8::/32" }, { ip: "2001:db9::1" }, false],
    [{ ip: "*" }, { ip: null }, false],
    [{ kind: "user", userId: "7", name: "a*", olderThanS: 1 }, { name: "ab", lastActivityAt: day(1) }, true],
    [{ kind: "user", userId: "8", name: "a*", olderThanS: 1 }, { name: "ab", lastActivityAt: day(1) }, false],
  ])("%j of %j: %j", (filter, session, expected) => {
    expect(matchesFilter({ ...blankSession, ...session }, { ...noFilter, ...filter }, now)).toBe(expected);
  });
});

describe("an address to filter by", () => {
  it.each([
    ["192.0.2.7", true],
    ["192.0.2.*", true],
    ["2001:db8::1", true],
    ["192.0.2.0/24", true],
    ["2001:db8::/128", true],
    ["192.0.2.0/33", false],
    ["2001:db8::/129", false],
    ["192.0.2.*/24", false],
    ["192.0.2.0/24/1", false],
    ["192.0.2.0/", false],
    ["*", true],
    ["192.*", true],
    ["*.7", true],
    ["192.0.2.2?", true],
    ["2001:db8:*", true],
    ["::ffff:192.0.2.*", true],
    ["fe*", true],
    ["300.1.1.1", false],
    ["192.0.2", false],
    ["192.0.2.7.7", false],
    ["192.0.2.7.*.*", false],
    ["300.*", false],
    ["192..*", false],
    ["2001:db8", false],
    ["a.*", false],
    ["here*", false],
    ["here", false],
    ["", false],
  ])("%j: %j", (text, expected) => {
    expect(isAddressFilter(text)).toBe(expected);
  });
});

describe("a glob", () => {
  it.each([
    ["", "", true],
    ["a", "", false],
    ["", "*", true],
    ["abc", "***", true],
    ["abc", "a?c", true],
    ["ac", "a?c", false],
    ["🔑", "?", true],
    ["a.c", "a.c", true],
    ["abc", "a.c", false],
    ["[x]+(y)", "[x]+(y)", true],
    ["a*b", "a*b", true],
    ["É", "é", true],
    ["aab", "*ab", true],
    ["mississippi", "m*iss*p?", true],
    ["mississippi", "m*iss*p", false],
  ])("%j matches %j: %j", (text, glob, expected) => {
    expect(matchesGlob(text, glob)).toBe(expected);
  });

  /** By the definition alone, in any time. */
  function naive(text: readonly string[], glob: readonly string[]): boolean {
    const [first, ...rest] = glob;
    if (first === undefined) return text.length === 0;
    if (first === "*") return naive(text, rest) || (text.length > 0 && naive(text.slice(1), glob));
    return text.length > 0 && (first === "?" || first === text[0]) && naive(text.slice(1), rest);
  }

  it("matches what the definition matches", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "é", "🔑"), maxLength: 8 });
    const globs = fc.string({ unit: fc.constantFrom("a", "b", "é", "🔑", "*", "?", "*"), maxLength: 8 });
    fc.assert(
      fc.property(letters, globs, (text, glob) => {
        expect(matchesGlob(text, glob)).toBe(naive([...text], [...glob]));
      }),
      { numRuns: 1000 },
    );
  });

  it("is not slowed down by many stars", () => {
    expect(matchesGlob("a".repeat(2000), `${"*a".repeat(200)}*b`)).toBe(false);
  });
});

describe("the order", () => {
  const sessions: readonly Session[] = [
    { ...blankSession, id: "10", name: "b", kind: "user", userId: "2", createdAt: day(3), expiresAt: null },
    {
      ...blankSession,
      id: "9",
      name: null,
      kind: "machine",
      userId: null,
      createdAt: null,
      expiresAt: day(2),
    },
    {
      ...blankSession,
      id: "100",
      name: "A",
      kind: "user",
      userId: "10",
      createdAt: day(1),
      expiresAt: day(1),
    },
  ];

  it.each([
    ["id", ["9", "10", "100"], ["100", "10", "9"]],
    ["name", ["100", "10", "9"], ["10", "100", "9"]],
    ["kind", ["9", "10", "100"], ["10", "100", "9"]],
    ["user_id", ["10", "100", "9"], ["100", "10", "9"]],
    ["created_at", ["100", "10", "9"], ["10", "100", "9"]],
    ["expires_at", ["100", "9", "10"], ["9", "100", "10"]],
    ["last_activity_at", ["10", "9", "100"], ["10", "9", "100"]],
  ] as const)("by %s, what is unknown last either way", (key, up, down) => {
    const ids = (descending: boolean) => sortSessions(sessions, { key, descending }).map(({ id }) => id);
    expect([ids(false), ids(true)]).toEqual([up, down]);
  });

  it("is known for each key, and changes nothing but the order", () => {
    const before = structuredClone(sessions);
    for (const key of sortKeys) {
      const sorted = sortSessions(sessions, { key, descending: false });
      expect(sorted.map(({ id }) => id).sort()).toEqual(["10", "100", "9"]);
    }
    expect(sessions).toEqual(before);
  });
});
