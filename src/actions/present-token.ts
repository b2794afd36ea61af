import type { App } from "../core/app.ts";
import type { ListedToken } from "../core/provider.ts";
import { visible } from "../core/visible.ts";
import type { IssueRequest } from "./issue-token.ts";

/** Says plainly what was found in place of minting, and that its value is not to be had from the server. */
export async function tellPresent(
  app: App,
  token: ListedToken,
  { place, token: asked }: IssueRequest,
): Promise<void> {
  const shown = visible(`${token.id} ${token.name ?? ""}`.trim());
  app.warn({ code: "token_present", message: `The token ${shown} exists already; nothing was minted.` });
  if (asked.readOnly && token.readOnly === false)
    app.warn({ code: "token_may_write", message: `The token ${shown} is not read-only.` });
  const isHere = place?.kind === "profile" && (await app.records.get(place.name))?.session.id === token.id;
  if (isHere) return;
  const where = place === null ? "printed" : "written anywhere";
  app.warn({
    code: "token_not_shown",
    message: `Its value is shown but once, when it is minted, so it was not ${where}; --replace mints another in its place.`,
  });
}
