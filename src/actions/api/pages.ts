import type { App } from "../../core/app.ts";
import { FobError } from "../../core/errors.ts";
import { itemsOf, membersOf } from "../../core/json-text.ts";
import { isRecord, optionalNumber, parseJson } from "../../core/narrow.ts";
import type { ApiAnswer } from "./outcome.ts";
import type { ApiCall } from "./request.ts";

/** The API's maximum (https://developer.productive.io/reference). */
const pageSize = "200";
const atOnce = 4;
const mostPages = 10_000;

/** Resources as JSON text, each once. */
export interface Page {
  readonly data: readonly string[];
  readonly included: readonly string[];
  /** The other members of the document, by name. */
  readonly members: ReadonlyMap<string, string>;
  readonly totalPages: number;
  readonly totalCount: number | null;
}

export interface PageList {
  readonly pages: AsyncIterable<Page>;
}

type Ask = (call: ApiCall) => Promise<ApiAnswer>;

/** The pages of a JSON:API list, in order; the answer to the first request where it is no such list. */
export async function readPages(app: App, call: ApiCall, ask: Ask): Promise<ApiAnswer | PageList> {
  if (call.query.some(([name]) => name === "page[number]")) {
    throw new FobError("usage", "--paginate reads every page, so page[number] is not taken.", {
      hint: "Leave out one of the two.",
    });
  }
  const answer = await ask(pageCall(call, 1));
  const first = answer.failure === null ? pageIn(answer) : null;
  return first === null ? answer : { pages: told(app, deduplicated(app, inOrder(app, first, call, ask))) };
}

/** The line of progress goes whether they all come or not. */
async function* told(app: App, pages: AsyncIterable<Page>): AsyncGenerator<Page> {
  try {
    yield* pages;
  } finally {
    app.terminal.progressDone();
  }
}

function pageCall(call: ApiCall, number: number): ApiCall {
  const isSized = call.query.some(([name]) => name === "page[size]");
  const size = isSized ? [] : ([["page[size]", pageSize]] as const);
  return { ...call, query: [...call.query, ...size, ["page[number]", String(number)]] };
}

/** Some pages are under way while one is used; how many there are is what the latest one says. */
async function* inOrder(app: App, first: Page, call: ApiCall, ask: Ask): AsyncGenerator<Page> {
  const coming = new Map<number, Promise<Page>>();
  let total = first.totalPages;
  yield first;
  for (let number = 2; number <= total; number++) {
    for (let ahead = number; ahead < number + atOnce && ahead <= total; ahead++) {
      if (coming.has(ahead)) continue;
      const page = later(call, ask, ahead, total);
      page.catch(() => undefined);
      coming.set(ahead, page);
    }
    const page = await coming.get(number);
    coming.delete(number);
    if (page === undefined) return;
    app.budget.progressed();
    app.terminal.progress(`${number} of ${total} pages`);
    total = page.totalPages;
    if (total > mostPages) throw new FobError("bad_answer", `The list has more than ${mostPages} pages.`);
    yield page;
  }
}

async function later(call: ApiCall, ask: Ask, number: number, total: number): Promise<Page> {
  const answer = await ask(pageCall(call, number));
  const where = `Page ${number} of ${total}: `;
  if (answer.failure !== null) {
    const { code, message, details } = answer.failure;
    throw new FobError(code, where + message, details);
  }
  const page = pageIn(answer);
  if (page !== null) return page;
  throw new FobError("bad_answer", `${where}the answer is no page of a list.`);
}

/** A list that changes while it is read moves rows from one page to another. */
async function* deduplicated(app: App, pages: AsyncIterable<Page>): AsyncGenerator<Page> {
  const seen = { data: new Set<string>(), included: new Set<string>() };
  const count: { first: number | null; told: boolean } = { first: null, told: false };
  let number = 0;
  for await (const page of pages) {
    number += 1;
    const data = page.data.filter((item) => isNew(seen.data, item));
    if (data.length === 0 && page.data.length > 0 && number < page.totalPages)
      throw new FobError("bad_answer", "The provider's list repeats itself: it may know no pages.");
    if (number === 1) count.first = page.totalCount;
    else if (page.totalCount !== count.first && !count.told) {
      count.told = true;
      app.warn({
        code: "list_changed",
        message: "The list changed while it was read; items may be missing.",
      });
    }
    yield { ...page, data, included: page.included.filter((item) => isNew(seen.included, item)) };
  }
}

/** Type and id name a resource (https://jsonapi.org/format/#document-resource-object-identification). */
function isNew(seen: Set<string>, item: string): boolean {
  const resource = parseJson(item);
  if (!isRecord(resource) || typeof resource.id !== "string") return true;
  const key = JSON.stringify([resource.type, resource.id]);
  return !seen.has(key) && Boolean(seen.add(key));
}

function pageIn({ response }: ApiAnswer): Page | null {
  const text = Buffer.from(response.body).toString("utf8");
  const document = parseJson(text);
  if (!isRecord(document) || !Array.isArray(document.data) || !isRecord(document.meta)) return null;
  const totalPages = optionalNumber(document.meta, "total_pages");
  if (totalPages === null) return null;
  const members = membersOf(text);
  return {
    data: itemsOf(members.get("data") ?? "[]"),
    included: Array.isArray(document.included) ? itemsOf(members.get("included") ?? "[]") : [],
    members,
    totalPages,
    totalCount: optionalNumber(document.meta, "total_count"),
  };
}
