import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { Selected, Selection } from "./select-sessions.ts";

/** Ids typed by hand are meant; a filter, or the session in use, is asked about. */
export async function confirmEnd(
  app: App,
  selection: Selection,
  selected: readonly Selected[],
): Promise<void> {
  const ownEnd = selected.some(({ current }) => current);
  const chosenByHand = selection.by === "ids" || selection.pick;
  if ((chosenByHand && !ownEnd) || selected.length === 0 || app.assumeYes) return;
  const what = `End ${selected.length} session${selected.length === 1 ? "" : "s"}${ownEnd ? ", the current one too" : ""}?`;
  if (!app.terminal.interactive) {
    throw new FobError("input_needed", `${what.slice(0, -1)}: nobody is here to be asked.`, {
      hint: "See them with --dry-run, then add --yes.",
    });
  }
  if (!(await app.terminal.confirm(what))) throw new FobError("usage", "Not confirmed: nothing was ended.");
}
