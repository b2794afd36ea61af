import { badAnswer } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import type { HttpResponse } from "../../core/http.ts";
import { type Fields, idAt, isRecord, jsonObject, listAt, parseJson } from "../../core/narrow.ts";
import type { Api } from "./api.ts";
import { holder, idIn } from "./field-path.ts";
import type { Pages, RowsSpec } from "./spec.ts";

const pageBytes = 8 * 1024 * 1024;
const mostPages = 10_000;

export interface Row {
  readonly id: string;
  readonly fields: Fields;
}

type Query = Readonly<Record<string, string>>;

/** Page after page, each row once. An answer says which page is next, never where it is. */
export async function* rowPages(
  api: Api,
  list: RowsSpec,
  credential: Credential,
): AsyncGenerator<readonly Row[]> {
  const seen = new Set<string>();
  let query: Query | null = firstPage(list.pages);
  for (let turn = 1; query !== null; turn++) {
    if (turn > mostPages) throw badAnswer("The provider's list does not end.");
    const response: HttpResponse = await api.expect(list.request, {
      credential,
      query,
      retry: "idempotent",
      maxBytes: pageBytes,
    });
    const rows = rowsOf(list, response);
    const fresh = rows.filter(({ id }) => !seen.has(id) && seen.add(id));
    yield fresh;
    query = nextPage(list.pages, response, query, { rows: rows.length, fresh: fresh.length });
  }
}

function firstPage(pages: Pages): Query {
  return pages.by === "number" ? { [pages.query]: String(pages.first) } : {};
}

function nextPage(
  pages: Pages,
  response: HttpResponse,
  before: Query,
  { rows, fresh }: { readonly rows: number; readonly fresh: number },
): Query | null {
  if (pages.by === "none") return null;
  if (pages.by === "number") {
    const isLast = fresh === 0 || (pages.size !== null && rows < pages.size);
    return isLast ? null : { [pages.query]: String(Number(before[pages.query]) + 1) };
  }
  const next = idIn(jsonObject(response), pages.next);
  if (next !== null && fresh === 0) throw badAnswer("The provider's list repeats itself.");
  return next === null ? null : { [pages.query]: next };
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
