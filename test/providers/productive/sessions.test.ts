import { describe, expect, it } from "vitest";
import type { Credential } from "../../../src/core/credential.ts";
import type { ListQuery, Provider } from "../../../src/core/provider.ts";
import type { Session } from "../../../src/core/session.ts";
import { productive } from "../../../src/providers/productive/index.ts";
import type { Routes } from "../../support/fake-api.ts";
import { fixture } from "../../support/fixture.ts";
import {
  credentialAt,
  firstPage,
  jsonApi,
  mine,
  pageNumber,
  row,
  sessionsPage,
} from "../../support/productive.ts";
import { failureOf, opened, providerWorld } from "../../support/provider-world.ts";

const world = (routes: Routes) => providerWorld(productive, routes, { basePath: "/api/v2" });

async function listed(
  provider: Provider,
  credential: Credential,
  query?: ListQuery,
): Promise<readonly Session[]> {
  const all: Session[] = [];
  for await (const page of provider.sessions?.list(credential, query) ?? []) all.push(...page);
  return all;
}

function query(): ListQuery & { told: (number | "moved")[] } {
  const told: (number | "moved")[] = [];
  return { kind: null, total: (count) => void told.push(count), moved: () => void told.push("moved"), told };
}

const plain = {
  kind: "user",
  name: null,
  current: false,
  readOnly: false,
  userId: "135",
  device: null,
  platform: null,
  browser: null,
  ip: null,
  location: null,
  createdAt: null,
  lastActivityAt: "2024-04-18T04:02:03.470Z",
  expiresAt: null,
  twoFactor: false,
  revocable: true,
};

describe("Productive's list of sessions", () => {
  it("names what is shown and drops the rest, every token above all", async () => {
    const { provider, api, baseUrl, kept } = await world({
      [firstPage]: sessionsPage([
        row("55", { token: mine }),
        row("56", {
          name: "CI",
          machine: true,
          read_only: true,
          last_ip: "192.0.2.1",
          location: "",
          device: "laptop",
          platform: "linux",
          browser: "Mozilla",
          token_expires_at: "2024-05-02T06:15:09.548+02:00",
          two_factor_auth: true,
        }),
      ]),
    });
    const sessions = await listed(provider, credentialAt(baseUrl));
    expect(opened(sessions)).toEqual([
      { ...plain, id: "55", current: true },
      {
        ...plain,
        id: "56",
        kind: "machine",
        name: "CI",
        readOnly: true,
        ip: "192.0.2.1",
        device: "laptop",
        platform: "linux",
        browser: "Mozilla",
        expiresAt: "2024-05-02T04:15:09.548Z",
        twoFactor: true,
      },
    ]);
    expect(kept).toEqual([]);
    expect(api.received[0]?.headers["x-auth-token"]).toBe(mine);
  });

  it("reads page after page by number and shows no row twice", async () => {
    const { provider, baseUrl } = await world({
      [firstPage]: sessionsPage([row("1"), row("2")], { total_pages: 3 }),
      [pageNumber(2)]: sessionsPage([row("2"), row("3")], { total_pages: 3 }),
      [pageNumber(3)]: sessionsPage([row("3")], { total_pages: 3 }),
    });
    const sessions = await listed(provider, credentialAt(baseUrl));
    expect(sessions.map(({ id }) => id)).toEqual(["1", "2", "3"]);
  });

  it("asks for the kind that is wanted", async () => {
    const { provider, baseUrl } = await world({
      [`${firstPage}&filter[machine]=true`]: sessionsPage([row("1", { machine: true })]),
      [`${firstPage}&filter[machine]=false`]: sessionsPage([row("2")]),
    });
    const ids = async (kind: "machine" | "user") =>
      (await listed(provider, credentialAt(baseUrl), { ...query(), kind })).map(({ id }) => id);
    expect([await ids("machine"), await ids("user")]).toEqual([["1"], ["2"]]);
  });

  it.each<readonly [string, readonly (readonly [string, number])[], readonly (number | "moved")[]]>([
    [
      "all fits",
      [
        ["1 2", 3],
        ["3", 3],
      ],
      [3, 3],
    ],
    [
      "one more than is told",
      [
        ["1 2", 2],
        ["3", 2],
      ],
      [2, 2],
    ],
    [
      "fewer than are told",
      [
        ["1 2", 4],
        ["3", 4],
      ],
      [4, 4, "moved"],
    ],
    [
      "one ended, and another slipped to the page before",
      [
        ["1 2", 5],
        ["4", 4],
      ],
      [5, "moved", 4, "moved"],
    ],
    [
      "one was made",
      [
        ["1 2", 3],
        ["3 4", 4],
      ],
      [3, "moved", 4],
    ],
    [
      "one came twice",
      [
        ["1 2", 3],
        ["2 3", 3],
      ],
      [3, 3, "moved"],
    ],
  ])("says whether the pages fit together: %s", async (_, pages, told) => {
    const routes = pages.map(([ids, count], at) => [
      pageNumber(at + 1),
      sessionsPage(
        ids.split(" ").map((id) => row(id)),
        { total_pages: pages.length, total_count: count },
      ),
    ]);
    const { provider, baseUrl } = await world(Object.fromEntries(routes));
    const asked = query();
    await listed(provider, credentialAt(baseUrl), asked);
    expect(asked.told).toEqual(told);
  });

  it("ends though the list grows as fast as it is read", async () => {
    // Three pages at first, so that sixteen are read at most.
    const pages = Array.from({ length: 16 }, (_, at) => [
      pageNumber(at + 1),
      sessionsPage([row(String(at + 1))], { total_pages: at + 3, total_count: 99 }),
    ]);
    const { provider, baseUrl } = await world(Object.fromEntries(pages));
    const asked = query();
    expect(await listed(provider, credentialAt(baseUrl), asked)).toHaveLength(16);
    expect(asked.told.at(-1)).toBe("moved");
  });

  it("stops at a server that sends the same page for ever", async () => {
    const same = sessionsPage([row("1")], { total_pages: 1e20 });
    const { provider, baseUrl } = await world({
      [firstPage]: same,
      [pageNumber(2)]: same,
    });
    await expect(failureOf(listed(provider, credentialAt(baseUrl)))).resolves.toEqual([
      "bad_answer",
      "The provider's list of sessions repeats itself.",
    ]);
  });

  it("knows the current session by its id where no tokens are shown", async () => {
    const rows = [row("1", { token: undefined }), row("2", { token: undefined })];
    const { provider, baseUrl } = await world({ [firstPage]: sessionsPage(rows) });
    const sessions = await listed(provider, credentialAt(baseUrl, { sessionId: "2" }));
    expect(sessions.map(({ current }) => current)).toEqual([false, true]);
  });

  it.each([
    [55, "55", true],
    ["900719925474099312345", "900719925474099312345", false],
    ["..", "..", false],
    ["a/b", "a/b", false],
    ["%2e%2e", "%2e%2e", false],
    [-1, "-1", false],
    ["01", "01", false],
  ])("id %j is shown as %j, revocable: %j", async (id, shown, revocable) => {
    const { provider, baseUrl } = await world({ [firstPage]: sessionsPage([row(id)]) });
    const [session] = await listed(provider, credentialAt(baseUrl));
    expect([session?.id, session?.revocable]).toEqual([shown, revocable]);
  });

  it.each([null, "", 2 ** 53, 1.5, {}])("id %j is no answer", async (id) => {
    const { provider, baseUrl } = await world({ [firstPage]: sessionsPage([row("1"), row(id)]) });
    await expect(failureOf(listed(provider, credentialAt(baseUrl)))).resolves.toEqual([
      "bad_answer",
      "The provider's answer has not an id at data[1].id.",
    ]);
  });

  it.each([
    ["no date", "never", null],
    ["a number", 1e20, null],
    ["what Date makes 2001 of", "-1", null],
    ["no zone: UTC", "2030-01-02T03:04:05", "2030-01-02T03:04:05.000Z"],
    ["a space for the T", "2030-01-02 03:04:05+0200", "2030-01-02T01:04:05.000Z"],
    ["1970", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"],
    ["a month too many", "2030-13-02T03:04:05Z", null],
  ])("expiry with %s: %j", async (_, sent, expected) => {
    const { provider, baseUrl } = await world({
      [firstPage]: sessionsPage([row("1", { token_expires_at: sent })]),
    });
    const [session] = await listed(provider, credentialAt(baseUrl));
    expect(opened(session?.expiresAt)).toBe(expected);
  });

  it.each([
    ["meta", { body: { data: [] }, type: jsonApi }],
    ["meta.total_pages", sessionsPage([], { total_pages: "1" })],
    ["data", { body: { data: {}, meta: { total_pages: 1 } }, type: jsonApi }],
    ["data[0]", sessionsPage([7])],
    ["data[0].attributes", sessionsPage([{ id: "1" }])],
  ])("an answer without %s names it", async (path, answer) => {
    const { provider, baseUrl } = await world({ [firstPage]: answer });
    const [code, message] = (await failureOf(listed(provider, credentialAt(baseUrl)))) as [string, string];
    expect([code, message.endsWith(` at ${path}.`)]).toEqual(["bad_answer", true]);
  });
});

describe("ending a session at Productive", () => {
  const gone = {
    status: 404,
    body: { errors: [{ status: "404", code: "record_not_found" }] },
    type: jsonApi,
  };
  const denied = { status: 401, body: fixture("productive/login-refused"), type: jsonApi };
  const page = { body: "<html>no</html>", type: "text/html" };

  it.each([
    ["another's", "7", { status: 204 }, "revoked"],
    ["another's", "7", gone, "already_gone"],
    ["another's", "7", { status: 404 }, "already_gone"],
    ["another's", "7", { status: 410 }, "already_gone"],
    [
      "another's",
      "7",
      denied,
      ["login_expired", "Productive no longer accepts this login: You are not authenticated"],
    ],
    ["another's", "7", { status: 403 }, ["forbidden", "Productive forbids this."]],
    ["another's", "7", { status: 500 }, ["provider_error", "Productive answered 500."]],
    [
      "another's",
      "7",
      { status: 200, ...page },
      ["bad_answer", "Productive answered 200 where 204 was due."],
    ],
    [
      "another's",
      "7",
      { status: 404, ...page },
      [
        "bad_answer",
        "A web page with status 404 came where the provider's answer was due.",
        "Check --base-url: a proxy or a sign-in page may stand in the way.",
      ],
    ],
    ["the current", "5", denied, "already_gone"],
    ["the current", "5", { status: 204 }, "revoked"],
  ])("%s (%s): %j", async (_, id, answer, expected) => {
    const { provider, baseUrl } = await world({ [`DELETE /sessions/${id}`]: answer });
    const work = provider.revokeSession?.(credentialAt(baseUrl, { sessionId: "5" }), id);
    expect(await (typeof expected === "string" ? work : failureOf(Promise.resolve(work)))).toEqual(expected);
  });

  it("sends nothing for what is no id", async () => {
    const { provider, api, baseUrl } = await world({});
    for (const id of ["", ".", "..", "a", "01", "1?x", " 1", "\u0661"]) {
      const work = provider.revokeSession?.(credentialAt(baseUrl), id) ?? Promise.resolve();
      await expect(failureOf(work)).resolves.toEqual([
        "usage",
        "That is not the id of a session.",
        "Ids are digits, such as 2153: fob sessions list",
      ]);
    }
    expect(api.calls()).toEqual([]);
  });
});

describe("logout at Productive", () => {
  it("ends the session that the credential names", async () => {
    const { provider, api, baseUrl } = await world({ "DELETE /sessions/5": { status: 204 } });
    await expect(provider.logout?.(credentialAt(baseUrl, { sessionId: "5" }))).resolves.toBe("revoked");
    expect(api.calls()).toEqual(["DELETE /api/v2/sessions/5"]);
  });

  it("finds its own session by the token, on whatever page", async () => {
    const { provider, baseUrl } = await world({
      [firstPage]: sessionsPage([row("1")], { total_pages: 2 }),
      [pageNumber(2)]: sessionsPage([row("9", { token: mine })], {
        total_pages: 2,
      }),
      "DELETE /sessions/9": { status: 204 },
    });
    await expect(provider.logout?.(credentialAt(baseUrl))).resolves.toBe("revoked");
  });

  it("never ends a machine session", async () => {
    const { provider, api, baseUrl } = await world({
      [firstPage]: sessionsPage([row("9", { token: mine, machine: true })]),
    });
    const expected = [
      "unsupported",
      "A machine session is not ended by logout.",
      "End it by its id: fob sessions revoke 9",
    ];
    const known: Readonly<Record<string, string>> = { sessionId: "9", kind: "machine" };
    for (const details of [{}, known]) {
      await expect(
        failureOf(provider.logout?.(credentialAt(baseUrl, details)) ?? Promise.resolve()),
      ).resolves.toEqual(expected);
    }
    expect(api.calls().filter((call) => call.startsWith("DELETE"))).toEqual([]);
  });

  it("has nothing to do for a token that is dead", async () => {
    const { provider, baseUrl } = await world({ [firstPage]: { status: 401 } });
    await expect(provider.logout?.(credentialAt(baseUrl))).resolves.toBe("already_gone");
  });

  it("does not claim to have ended what it cannot find", async () => {
    const { provider, baseUrl } = await world({ [firstPage]: sessionsPage([row("1")]) });
    await expect(failureOf(provider.logout?.(credentialAt(baseUrl)) ?? Promise.resolve())).resolves.toEqual([
      "bad_answer",
      "Productive's list does not show the session to end.",
      "Look for it: fob sessions list",
    ]);
  });
});
