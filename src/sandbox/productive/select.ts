import type { Reply } from "../message.ts";
import type { StoredSession } from "./session.ts";
import type { ProductiveState } from "./state.ts";

type Test = (session: StoredSession) => boolean;

/** What may be filtered by (PR-OAS), as the text that a query compares with. */
const filterable: Readonly<Record<string, (session: StoredSession) => string>> = {
  creator_id: (session) => String(session.userId),
  machine: (session) => String(session.machine),
  read_only: (session) => String(session.readOnly),
};

const operations: Readonly<Record<string, (held: string, asked: readonly string[]) => boolean>> = {
  eq: (held, asked) => asked.includes(held),
  not_eq: (held, asked) => !asked.includes(held),
  contains: (held, asked) => asked.some((text) => held.includes(text)),
  not_contain: (held, asked) => !asked.some((text) => held.includes(text)),
};

const orders: Readonly<Record<string, (a: StoredSession, b: StoredSession) => number>> = {
  id: (a, b) => a.id - b.id,
  "-id": (a, b) => b.id - a.id,
  last_activity_at: (a, b) => a.lastActivityAt - b.lastActivityAt || a.id - b.id,
  "-last_activity_at": (a, b) => b.lastActivityAt - a.lastActivityAt || b.id - a.id,
};

export type Selection =
  | { readonly rows: readonly StoredSession[]; pages(key: string, make: () => Reply): Reply }
  | { readonly filter: string }
  | { readonly sort: string };

/** Selects and sorts; a selection is kept until a session changes, since a list is asked for page by page. */
export function createSelector(state: ProductiveState): (query: URLSearchParams) => Selection {
  let version = -1;
  const known = new Map<string, Selection>();
  return (query) => {
    const sort = query.get("sort") ?? "id";
    const order = Object.hasOwn(orders, sort) ? orders[sort] : undefined;
    if (order === undefined) return { sort };
    const filters = [...query].filter(([key]) => key.startsWith("filter["));
    const stray = filters.find(([key, value]) => filterTest(key, value) === null);
    if (stray !== undefined) return { filter: stray[0].replace(/^filter\[|\]$/g, "") };
    if (version !== state.version()) known.clear();
    version = state.version();
    const asked = JSON.stringify([sort, filters]);
    const selection = known.get(asked) ?? { rows: selected(state, filters).sort(order), pages: keptPages() };
    known.set(asked, selection);
    return selection;
  };
}

/** A page is written once, so that a load run measures its client. */
function keptPages(): (key: string, make: () => Reply) => Reply {
  const pages = new Map<string, Reply>();
  return (key, make) => {
    const page = pages.get(key) ?? make();
    pages.set(key, page);
    return page;
  };
}

function selected(state: ProductiveState, filters: readonly (readonly [string, string])[]): StoredSession[] {
  const tests = filters.map(([key, value]) => filterTest(key, value));
  return [...state.all()].filter((session) => tests.every((test) => test?.(session) !== false));
}

function filterTest(key: string, value: string): Test | null {
  const [, name = "", operation = "eq"] = /^filter\[(\w+)\](?:\[(\w+)\])?$/.exec(key) ?? [];
  const held = Object.hasOwn(filterable, name) ? filterable[name] : undefined;
  const compare = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (held === undefined || compare === undefined) return null;
  const asked = value.split(",");
  return (session) => compare(held(session), asked);
}
