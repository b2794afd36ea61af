import { FobError } from "../../core/errors.ts";
import { membersOf } from "../../core/json-text.ts";
import type { Page } from "./pages.ts";

const mostCharacters = 256 * 1024 * 1024;
/** They speak of one page alone. */
const pageMembers = ["current_page", "total_pages", "page_size", "max_page_size"];

/** One document of all pages, every value in it as it was sent. Nothing comes of it where one page fails. */
export async function merged(pages: AsyncIterable<Page>, most = mostCharacters): Promise<string> {
  const data: string[] = [];
  const included: string[] = [];
  let first: Page | null = null;
  let size = 0;
  for await (const page of pages) {
    first ??= page;
    for (const [to, items] of [
      [data, page.data],
      [included, page.included],
    ] as const) {
      for (const item of items) {
        size += item.length;
        to.push(item);
      }
    }
    if (size > most) throw tooLarge();
  }
  return first === null ? "" : documentOf(first, data, included);
}

function documentOf({ members }: Page, data: readonly string[], included: readonly string[]): string {
  const parts = [...members].flatMap(([name, text]) => {
    if (name === "links" || name === "included") return [];
    if (name === "data") return [`"data":[${data.join(",")}]`, ...includedOf(members, included)];
    return [`${JSON.stringify(name)}:${name === "meta" ? metaOf(text) : text}`];
  });
  return `{${parts.join(",")}}\n`;
}

function includedOf(members: Page["members"], included: readonly string[]): readonly string[] {
  return members.has("included") || included.length > 0 ? [`"included":[${included.join(",")}]`] : [];
}

function metaOf(text: string): string {
  const kept = [...membersOf(text)].filter(([name]) => !pageMembers.includes(name));
  return `{${kept.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",")}}`;
}

function tooLarge(): FobError {
  return new FobError("bad_answer", `The pages together are more than ${mostCharacters / 1024 / 1024} MiB.`, {
    hint: "Read them as they come with --jsonl, or ask for less with -q.",
  });
}
