import { forbiddenBy, type Reply } from "../message.ts";
import { documentText, problem } from "./errors.ts";

export const pageKeys = ["page[number]", "page[size]"] as const;
const defaultSize = 30;
const maxSize = 200;
/** The documents' own test host, plain http: a client that follows a link leaves the sandbox. */
const linkOrigin = "http://api-test.productive.io/api/v2";

export interface Page {
  readonly number: number;
  readonly size: number;
}

/** The page asked for, or the refusal of what cannot be one. */
export function pageAsked(query: URLSearchParams): { readonly page: Page } | { readonly refused: Reply } {
  const number = positive(query.get("page[number]") ?? "1");
  const size = positive(query.get("page[size]") ?? String(defaultSize));
  if (number === null) return { refused: forbiddenBy({ problem }, 400, "page[number] is no page number") };
  if (size === null) return { refused: forbiddenBy({ problem }, 400, "page[size] is no page size") };
  if (size > maxSize) return { refused: forbiddenBy({ problem }, 400, `page[size] is over ${maxSize}`) };
  return { page: { number, size } };
}

function positive(text: string): number | null {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

export interface Listing<T> {
  readonly resource: string;
  readonly rows: readonly T[];
  readonly page: Page;
  readonly query: URLSearchParams;
  write(row: T): string;
  /** Further top-level members, as JSON text that begins with a comma. */
  readonly more?: string;
}

export function pageReply<T>(listing: Listing<T>): Reply {
  const { rows, page } = listing;
  const from = (page.number - 1) * page.size;
  const data = rows.slice(from, from + page.size).map((row) => listing.write(row));
  const pages = Math.ceil(rows.length / page.size);
  const meta = {
    current_page: page.number,
    total_pages: pages,
    total_count: rows.length,
    page_size: page.size,
    max_page_size: maxSize,
  };
  const links = JSON.stringify(linksOf(listing, pages));
  return documentText(
    200,
    `{"data":[${data.join(",")}]${listing.more ?? ""},"links":${links},"meta":${JSON.stringify(meta)}}`,
  );
}

function linksOf<T>({ resource, page, query }: Listing<T>, pages: number): object {
  const last = Math.max(pages, 1);
  const link = (number: number): string => {
    const asked = new URLSearchParams(query);
    asked.set("page[number]", String(number));
    asked.set("page[size]", String(page.size));
    return `${linkOrigin}/${resource}?${asked}`;
  };
  const next = page.number < last ? { next: link(page.number + 1) } : {};
  const prev = page.number > 1 ? { prev: link(page.number - 1) } : {};
  return { first: link(1), last: link(last), ...prev, ...next };
}
