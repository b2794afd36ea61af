import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox/index.ts";
import { type RawAnswer, raw } from "./raw.ts";

const typed = { "content-type": "application/vnd.api+json" };
let sandbox: Sandbox;
let token: string;

beforeAll(async () => {
  sandbox = await startSandbox({ now: () => Date.UTC(2026, 0, 15, 12) });
  const { email, password } = sandbox.accounts.productive.plain;
  const body = { data: { type: "sessions", attributes: { email, password } } };
  const answer = await raw(sandbox.url("productive"), {
    method: "POST",
    path: "/sessions",
    headers: typed,
    body,
  });
  token = answer.json.data.attributes.token;
  sandbox.addSessions(441);
});
afterAll(() => sandbox.stop());

function list(query: string): Promise<RawAnswer> {
  const headers = { ...typed, "x-auth-token": token };
  return raw(sandbox.url("productive"), { method: "GET", path: `/sessions${query}`, headers });
}

const ids = (answer: RawAnswer): string[] => answer.json.data.map((row: { id: string }) => row.id);
const link = (number: number, size: number): string =>
  `http://api-test.productive.io/api/v2/sessions?page%5Bnumber%5D=${number}&page%5Bsize%5D=${size}`;

describe("the pages of a list", () => {
  it.each([
    ["", 30, 1, 15, { first: link(1, 30), last: link(15, 30), next: link(2, 30) }],
    [
      "?page[number]=3&page[size]=200",
      50,
      3,
      3,
      { first: link(1, 200), last: link(3, 200), prev: link(2, 200) },
    ],
    [
      "?page%5Bnumber%5D=2&page%5Bsize%5D=200",
      200,
      2,
      3,
      { first: link(1, 200), last: link(3, 200), prev: link(1, 200), next: link(3, 200) },
    ],
    [
      "?page[number]=9&page[size]=200",
      0,
      9,
      3,
      { first: link(1, 200), last: link(3, 200), prev: link(8, 200) },
    ],
  ])("%s", async (query, rows, page, pages, links) => {
    const answer = await list(query);
    expect([answer.status, answer.json.data.length, answer.json.links]).toEqual([200, rows, links]);
    expect(answer.json.meta).toMatchObject({ current_page: page, total_pages: pages, total_count: 450 });
  });

  it("hold every session once", async () => {
    const seen: string[] = [];
    for (const page of [1, 2, 3]) seen.push(...ids(await list(`?page[number]=${page}&page[size]=200`)));
    expect(seen).toEqual(sandbox.sessionIds());
  });

  it.each([
    ["?page[size]=201", "page[size] is over 200"],
    ["?page[size]=0", "page[size] is no page size"],
    ["?page[size]=-1", "page[size] is no page size"],
    ["?page[number]=0", "page[number] is no page number"],
    ["?page[number]=two", "page[number] is no page number"],
    ["?sort=name", 'sort "name" is not documented'],
    ["?fields[sessions]=id,password", 'field "id" is not documented'],
    ["?page=2", 'query key "page" is not documented'],
    ["?token=made-up", 'query key "token" is not documented'],
    ["?sort=id&sort=id", 'query key "sort" is given twice'],
  ])("refuse %s", async (query, what) => {
    const before = sandbox.violations().length;
    const answer = await list(query);
    expect([answer.status, answer.type, answer.json]).toEqual([
      400,
      "application/vnd.api+json; charset=utf-8",
      { errors: [{ status: "400", code: "bad_request", title: "Bad Request", detail: what, source: {} }] },
    ]);
    expect(sandbox.violations().slice(before)).toEqual([`productive GET /sessions: ${what}`]);
  });
});

describe("filters", () => {
  it.each([
    ["filter[machine]=true", 3],
    ["filter[machine][eq]=true", 3],
    ["filter[machine][not_eq]=true", 447],
    ["filter[read_only]=true", 1],
    ["filter[creator_id]=7441", 2],
    ["filter[creator_id]=7441,7449", 3],
    ["filter[creator_id][not_eq]=7443", 3],
    ["filter[creator_id][contains]=744", 450],
    ["filter[creator_id][not_contain]=9", 449],
    ["filter[creator_id]=7443&filter[machine]=true", 2],
    ["filter[creator_id]=1", 0],
  ])("%s leaves %i", async (query, count) => {
    const answer = await list(`?${query}&page[size]=200`);
    expect([answer.status, answer.json.meta.total_count]).toEqual([200, count]);
  });

  it.each(["user_id", "machine][gt", "__proto__", "machine][toString"])(
    "refuse filter[%s], with a number for a status",
    async (name) => {
      const answer = await list(`?filter[${name}]=1`);
      const detail = `Filter '${name}' is not supported on this endpoint`;
      expect([answer.status, answer.json]).toEqual([
        400,
        { errors: [{ status: 400, title: "Unsupported Filter", detail }] },
      ]);
    },
  );
});

describe("sort and fields", () => {
  it.each([
    ["id", ["2153", "2154"]],
    ["-id", ["2602", "2601"]],
    ["-last_activity_at", ["2561", "2161"]],
  ])("sort by %s", async (sort, first) => {
    expect(ids(await list(`?sort=${sort}&page[size]=2`))).toEqual(first);
  });

  it("show the fields that are asked for and no other", async () => {
    const [some, none] = [
      await list("?fields[sessions]=name,machine,user&page[size]=1"),
      await list("?fields[sessions]=&page[size]=1"),
    ];
    expect(some.json.data).toEqual([
      {
        id: "2153",
        type: "sessions",
        attributes: { name: null, machine: false },
        relationships: { user: { meta: { included: false } } },
      },
    ]);
    expect(none.json.data).toEqual([{ id: "2153", type: "sessions", attributes: {} }]);
  });
});
