import { type Call, forbiddenBy, type Reply, type Route } from "../message.ts";
import { signedIn } from "./auth.ts";
import { notFound, problem, unsupportedFilter } from "./errors.ts";
import { pageAsked, pageKeys, pageReply } from "./page.ts";
import { createSelector, type Selection } from "./select.ts";
import { fieldNames, resourceOf, rowText, type StoredSession } from "./session.ts";
import type { ProductiveState } from "./state.ts";

const gone: Reply = { status: 204, type: null, body: "" };

export function sessionRoutes(state: ProductiveState): readonly Route[] {
  const select = createSelector(state);
  return [
    signedIn(state, {
      method: "GET",
      path: /^\/sessions$/,
      query: [...pageKeys, /^filter\[/, "sort", "fields[sessions]"],
      handle: (call) => list(select(call.query), call),
    }),
    signedIn(state, {
      method: "DELETE",
      path: /^\/sessions\/(?<id>\d+)$/,
      handle(call) {
        const session = state.byId(Number(call.params.id));
        if (session === null) return notFound;
        state.remove(session);
        return gone;
      },
    }),
  ];
}

function list(selection: Selection, call: Call): Reply {
  if ("filter" in selection) return unsupportedFilter(selection.filter);
  if ("sort" in selection) return forbiddenBy({ problem }, 400, `sort "${selection.sort}" is not documented`);
  const asked = pageAsked(call.query);
  if ("refused" in asked) return asked.refused;
  const fields = call.query.get("fields[sessions]");
  const stray = fields === null ? undefined : names(fields).find((name) => !fieldNames.includes(name));
  if (stray !== undefined) return forbiddenBy({ problem }, 400, `field "${stray}" is not documented`);
  const write = fields === null ? rowText : sparse(names(fields));
  return selection.pages(`${asked.page.number} ${asked.page.size} ${fields}`, () =>
    pageReply({
      resource: "sessions",
      rows: selection.rows,
      page: asked.page,
      query: call.query,
      write,
    }),
  );
}

function names(fields: string): readonly string[] {
  return fields.split(",").filter((name) => name !== "");
}

function sparse(fields: readonly string[]): (session: StoredSession) => string {
  return (session) => JSON.stringify(resourceOf(session, fields));
}
