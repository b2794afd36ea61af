import { badAnswer } from "../../core/answers.ts";
import type { HttpResponse } from "../../core/http.ts";
import { listAt, optionalNumber, recordAt } from "../../core/narrow.ts";
import type { ListQuery } from "../../core/provider.ts";
import type { Secret } from "../../core/secret.ts";
import type { Api } from "./api.ts";
import { documentOf, resourceOf, type SessionResource, totalPagesIn } from "./schema.ts";
import { createSeen } from "./seen.ts";

/** The API's maximum (https://developer.productive.io/reference). */
export const pageSize = 200;
export const pageBytes = 8 * 1024 * 1024;
/** Pages under way at a time. More gain nothing where a server is near, and hold more of a list in memory. */
const mostAhead = 4;

interface Page {
  readonly rows: readonly SessionResource[];
  readonly totalPages: number;
  readonly totalCount: number | null;
}

const wholeList: ListQuery = { kind: null, total: () => {}, moved: () => {} };

/**
 * Pages by their number until the last, each row once. `links` are never followed: they may name any host. The next
 * ones are under way while one is used, twice as many with each page, so that a short list is not asked for in vain.
 */
export async function* rowPages(
  api: Api,
  token: Secret,
  query: ListQuery = wholeList,
): AsyncGenerator<readonly SessionResource[]> {
  const watch = createWatch(query);
  const coming: Promise<HttpResponse>[] = [];
  let [asked, bound] = [0, 0];
  const ask = () => {
    const response = askPage(api, token, ++asked, query.kind);
    response.catch(() => undefined);
    coming.push(response);
  };
  ask();
  for (let number = 1; ; number++) {
    const page = await nextPage(coming);
    if (page === null) return watch.end();
    const fresh = watch.fresh(page);
    if (fresh.length === 0 && number < page.totalPages)
      throw badAnswer("The provider's list of sessions repeats itself.");
    const ahead = Math.min(mostAhead, 2 ** (number - 1));
    // A list that grows as fast as it is read has an end too, and then says that it is not whole.
    bound ||= 2 * page.totalPages + 10;
    while (asked < Math.min(page.totalPages, bound) && coming.length < ahead) ask();
    yield fresh;
  }
}

/** In the order of ids, so that a new session makes the list longer and moves nothing. */
function askPage(api: Api, token: Secret, number: number, kind: ListQuery["kind"]): Promise<HttpResponse> {
  const query = {
    "page[number]": String(number),
    "page[size]": String(pageSize),
    sort: "id",
    ...(kind === null ? {} : { "filter[machine]": String(kind === "machine") }),
  };
  return api.expect({
    method: "GET",
    path: ["sessions"],
    query,
    retry: "idempotent",
    maxBytes: pageBytes,
    token,
  });
}

/** Apart from the loop, which would hold the answer for as long as the page is used. */
async function nextPage(coming: Promise<HttpResponse>[]): Promise<Page | null> {
  const next = coming.shift();
  if (next === undefined) return null;
  const response = await next;
  const page = pageOf(response);
  response.done?.();
  return page;
}

function pageOf(response: HttpResponse): Page {
  const document = documentOf(response);
  const totalPages = totalPagesIn(document);
  const rows = listAt(document, "data").map((row, index) => resourceOf(row, () => `data[${index}]`));
  return { rows, totalPages, totalCount: optionalNumber(recordAt(document, "meta"), "total_count") };
}

/** Drops what came before, and tells when the pages do not fit together: a row may then have slipped between two. */
function createWatch({ total, moved }: ListQuery) {
  const seen = createSeen();
  let count: number | null = null;
  return {
    fresh({ rows, totalCount }: Page): readonly SessionResource[] {
      if (count !== null && totalCount !== count) moved();
      if (totalCount !== null) total(totalCount);
      count = totalCount ?? count;
      const fresh = rows.filter(({ id }) => seen.add(id));
      if (fresh.length < rows.length) moved();
      return fresh;
    },
    end(): void {
      if (count !== null && seen.size() < count) moved();
    },
  };
}
