import { describe, expect, it } from "vitest";
import { merged } from "../../../src/actions/api/merge.ts";
import type { Page } from "../../../src/actions/api/pages.ts";
import type { ApiWords } from "../../../src/actions/api/request.ts";
import { pixwel } from "../../../src/providers/pixwel/index.ts";
import { productive } from "../../../src/providers/productive/index.ts";
import { apiWorld } from "../../support/api-world.ts";
import type { Answer, Routes } from "../../support/fake-api.ts";

const one = (id: number, type = "tasks") => ({ id: String(id), type });
const page = (ids: readonly number[], total: number, more: object = {}, meta: object = {}): Answer => ({
  body: {
    data: ids.map((id) => one(id)),
    links: { next: "https://elsewhere.example" },
    ...more,
    meta: { current_page: 1, total_pages: total, total_count: 9, page_size: 2, max_page_size: 200, ...meta },
  },
});
const at = (number: number, size = 200) => `GET /tasks?page[size]=${size}&page[number]=${number}`;

async function read(routes: Routes, words: Partial<ApiWords> = {}) {
  const world = await apiWorld(productive, routes);
  const result = await world.call({ path: "/tasks", ...words }, true);
  if (result.kind === "answer")
    return { ...world, text: Buffer.from(result.response.body).toString(), result };
  return { ...world, text: await merged(result.pages), result };
}

describe("--paginate", () => {
  it("makes one document of all pages", async () => {
    const { text, api } = await read({
      [at(1)]: page([1, 2], 3, { included: [one(5, "people")], jsonapi: { version: "1.0" } }),
      [at(2)]: page([3, 4], 3, { included: [one(5, "people"), one(6, "people")] }),
      [at(3)]: page([5], 3),
    });
    expect(JSON.parse(text)).toEqual({
      data: [1, 2, 3, 4, 5].map((id) => one(id)),
      included: [one(5, "people"), one(6, "people")],
      jsonapi: { version: "1.0" },
      meta: { total_count: 9 },
    });
    expect(api.calls().toSorted()).toEqual([at(1), at(2), at(3)].toSorted());
  });

  it("keeps every value as it was sent", async () => {
    const odd = '{"id":"1","type":"tasks","n":90071992547409931234,"f":1.10,"u":"\\u00e9"}';
    const { text } = await read({
      [at(1)]: { body: `{ "data": [ ${odd} ], "meta": {"total_pages": 1, "sum": 90071992547409931234} }` },
    });
    expect(text).toBe(`{"data":[${odd}],"meta":{"sum":90071992547409931234}}\n`);
  });

  it.each<[string, Answer]>([
    ["one resource", { body: { data: one(1), meta: { total_pages: 1 } } }],
    ["a list without pages", { body: { data: [one(1)] } }],
    ["no JSON", { body: "text" }],
    ["a failure", { status: 404, body: { errors: [] } }],
  ])("hands %s on as it came", async (_, answer) => {
    const { text } = await read({ [at(1)]: answer });
    expect(text).toBe(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
  });

  it("keeps the size and the query that were asked for", async () => {
    const { api } = await read(
      { "GET /tasks?a=1&page[size]=2&page[number]=1": page([1], 1) },
      { path: "/tasks?a=1", queries: ["page[size]=2"] },
    );
    expect(api.calls()).toHaveLength(1);
  });

  it("reads on where the list grows, ends where it shrinks, shows nothing twice and says that it changed", async () => {
    const grown = await read({
      [at(1)]: page([1, 2], 2),
      [at(2)]: page([2, 3], 3, {}, { total_count: 10 }),
      [at(3)]: page([4], 3, {}, { total_count: 10 }),
    });
    expect(JSON.parse(grown.text).data).toEqual([1, 2, 3, 4].map((id) => one(id)));
    expect(grown.app.warnings).toEqual([
      { code: "list_changed", message: "The list changed while it was read; items may be missing." },
    ]);
    const shrunk = await read({ [at(1)]: page([1, 2], 3), [at(2)]: page([3], 2), [at(3)]: page([], 2) });
    expect([JSON.parse(shrunk.text).data, shrunk.app.warnings]).toEqual([[1, 2, 3].map((id) => one(id)), []]);
  });

  it.each<[string, Answer, string, string]>([
    ["fails", { status: 403, body: {} }, "forbidden", "Page 2 of 3: Productive forbids this."],
    ["says that there is no end", page([3], 10_001), "bad_answer", "The list has more than 10000 pages."],
    ["is no list", { body: { data: null } }, "bad_answer", "Page 2 of 3: the answer is no page of a list."],
    [
      "repeats the first",
      page([1, 2], 3),
      "bad_answer",
      "The provider's list repeats itself: it may know no pages.",
    ],
  ])("gives no half document where a page %s", async (_, answer, code, message) => {
    const routes = { [at(1)]: page([1, 2], 3), [at(2)]: answer, [at(3)]: page([5], 3) };
    await expect(read(routes)).rejects.toMatchObject({ code, message });
  });

  it("puts no more in one document than there is room for", async () => {
    const world = await apiWorld(productive, { [at(1)]: page([1, 2], 1) });
    const size = 2 * JSON.stringify(one(1)).length;
    const text = async (most: number) => {
      const result = await world.call({ path: "/tasks" }, true);
      return result.kind === "pages" ? merged(result.pages, most) : "no pages";
    };
    await expect(text(size - 1)).rejects.toMatchObject({ code: "bad_answer" });
    expect(JSON.parse(await text(size)).data).toHaveLength(2);
  });

  it("gives the pages before one that fails", async () => {
    const world = await apiWorld(productive, {
      [at(1)]: page([1], 3),
      [at(2)]: page([2], 3),
      [at(3)]: { status: 404 },
    });
    const result = await world.call({ path: "/tasks" }, true);
    if (result.kind !== "pages") throw new Error("no pages");
    const seen: Page[] = [];
    await expect(
      (async () => {
        for await (const each of result.pages) seen.push(each);
      })(),
    ).rejects.toMatchObject({ code: "provider_error", exit: 7 });
    expect(seen.map(({ data }) => data)).toEqual([1, 2].map((id) => [JSON.stringify(one(id))]));
  });

  it("asks for four pages at once, once it knows how many there are, and never for more", async () => {
    const world = await apiWorld(productive, {});
    let [open, most, asked] = [0, 0, 0];
    const app = {
      ...world.app,
      rawHttp: () => ({
        async send({ query }: { query: readonly (readonly [string, string])[] }) {
          open += 1;
          asked += 1;
          most = Math.max(most, open);
          for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
          open -= 1;
          const number = Number(new Map(query).get("page[number]"));
          const body = Buffer.from(JSON.stringify(page([number], 20).body));
          return { status: 200, reason: "", headers: [], mediaType: "", body, problem: null };
        },
      }),
    };
    const { callApi } = await import("../../../src/actions/api/call-api.ts");
    const words = { method: "GET", path: "/tasks", queries: [], headers: [], body: null };
    const result = await callApi(app, words, true);
    expect(asked).toBe(1);
    if (result.kind !== "pages") throw new Error("no pages");
    expect(JSON.parse(await merged(result.pages)).data).toHaveLength(20);
    expect([asked, most]).toEqual([20, 4]);
  });

  it.each<[Partial<ApiWords>, string]>([
    [{ method: "POST" }, "--paginate goes with GET alone."],
    [{ queries: ["page[number]=2"] }, "--paginate reads every page, so page[number] is not taken."],
    [{ path: "/tasks?page[number]=2" }, "--paginate reads every page, so page[number] is not taken."],
  ])("does not go with %j", async (words, message) => {
    await expect(read({}, words)).rejects.toMatchObject({ code: "usage", message });
  });

  it("is 14 where the API has no such pages, whoever is logged in", async () => {
    const world = await apiWorld(pixwel, {}, { profile: { state: "logged_out" } });
    world.app.stores.keychain.items.clear();
    await expect(world.call({}, true)).rejects.toMatchObject({
      code: "unsupported",
      exit: 14,
      message: "Pixwel has no pages that fob could follow.",
    });
  });
});
