import { badAnswer, isSuccess } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import type { HttpResponse } from "../../core/http.ts";
import { type Fields, idAt, isRecord, jsonObject, listAt, parseJson } from "../../core/narrow.ts";
import type { Api } from "./api.ts";
import { holder, idIn } from "./field-path.ts";
import type { Pages, RowsSpec } from "./spec.ts";

const pageBytes = 8 * 1024 * 1024;
const mostPages = 10_000;
/** How APIs refuse a page after the last: Django REST framework by 404, WordPress by 400. */
const pastTheEnd: readonly number[] = [400, 404, 416, 422];

export interface Row {
  readonly id: string;
  readonly fields: Fields;
}

type Query = Readonly<Record<string, string>>;

interface Page {
  readonly query: Query;
  /** The one before was short, so that this one may not exist. */
  readonly mayBeNone: boolean;
}

/** Page after page, each row once. An answer says which page is next, never where it is. */
export async function* rowPages(
  api: Api,
  list: RowsSpec,
  credential: Credential,
): AsyncGenerator<readonly Row[]> {
  const seen = new Set<string>();
  let page: Page | null = firstPage(list.pages);
  for (let turn = 1; page !== null; turn++) {
    if (turn > mostPages) throw badAnswer("The provider's list does not end.");
    const response = await answerTo(api, list, credential, page);
    if (response === null) return;
    const rows = rowsOf(list, response);
    const fresh = rows.filter(({ id }) => !seen.has(id) && seen.add(id));
    yield fresh;
    page = nextPage(list.pages, response, page, { rows: rows.length, fresh: fresh.length });
  }
}

/** Null where there is no such page. */
async function answerTo(
  api: Api,
  list: RowsSpec,
  credential: Credential,
  { query, mayBeNone }: Page,
): Promise<HttpResponse | null> {
  const call = { credential, query, retry: "idempotent", maxBytes: pageBytes } as const;
  const response = await api.ask(list.request, call);
  if (isSuccess(response)) return response;
  if (mayBeNone && pastTheEnd.includes(response.status)) return null;
  throw api.refused(response, "login_expired");
}

function firstPage(pages: Pages): Page {
  return { query: pages.by === "number" ? { [pages.query]: String(pages.first) } : {}, mayBeNone: false };
}

/** By number, a short page proves nothing: a server may give fewer rows than the file says. One with nothing new is the end. */
function nextPage(
  pages: Pages,
  response: HttpResponse,
  before: Page,
  { rows, fresh }: { readonly rows: number; readonly fresh: number },
): Page | null {
  if (pages.by === "none") return null;
  if (pages.by === "number") {
    if (fresh === 0) return null;
    const number = Number(before.query[pages.query]) + 1;
    return { query: { [pages.query]: String(number) }, mayBeNone: pages.size !== null && rows < pages.size };
  }
  const next = idIn(jsonObject(response), pages.next);
  if (next !== null && fresh === 0) throw badAnswer("The provider's list repeats itself.");
  return next === null ? null : { query: { [pages.query]: next }, mayBeNone: false };
}

function rowsOf({ items, id }: RowsSpec, response: HttpResponse): readonly Row[] {
  const found =
    items === null ? bareList(response) : listAt(holder(jsonObject(response), items), items.key, items.text);
  return found.map((row, index) => {
    const path = `${items?.text ?? ""}[${index}]`;
    if (!isRecord(row)) throw badAnswer(`The provider's answer has not an object at ${path}.`);
    return { id: idAt(holder(row, id), id.key, `${path}.${id.text}`), fields: row };
  });
}

function bareList(response: HttpResponse): readonly unknown[] {
  const value = parseJson(response.text);
  if (Array.isArray(value)) return value;
  throw badAnswer(`The provider answered ${response.status} with something else than the list that was due.`);
}
