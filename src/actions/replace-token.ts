import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { ListedToken } from "../core/provider.ts";
import { visible } from "../core/visible.ts";
import { shownToken } from "./lost-token.ts";
import type { Minted } from "./mint-token.ts";
import { revokeMachineTokens } from "./revoke-machine-tokens.ts";

/**
 * Ends what the new token has replaced, now that it is where it belongs. `into` is the profile that holds the new one:
 * its secret is not the former any more.
 */
export async function endReplaced(
  app: App,
  minted: Minted,
  former: readonly ListedToken[],
  into: string | null,
): Promise<FobError | null> {
  const { login } = minted;
  const doomed = former.map(({ id, name, current }) => ({ id, name, current, gone: false }));
  const forget = login.profile?.name !== into;
  const reports = await revokeMachineTokens(app, login, doomed, { forget });
  const ended = reports.filter(({ error }) => error === null).map(({ id }) => visible(id));
  if (ended.length > 0) app.terminal.note(`Revoked in its favour: ${ended.join(", ")}`);
  if (forget && former.some(({ current }) => current) && login.profile?.given)
    app.terminal.note(`The login of ${login.profile.name} was one of them.`);
  const failed = reports.filter(({ error }) => error !== null);
  const [first] = failed;
  if (first === undefined) return null;
  const left = failed.map(({ id }) => visible(id));
  const profile = login.profile === null ? "" : ` --profile ${login.profile.name}`;
  return new FobError(
    "partly_done",
    `The token ${shownToken(minted)} works and is in its place, but its former lives on (${left.join(", ")}): ${first.error?.message}`,
    { hint: left.map((id) => `fob token machine revoke ${id}${profile}`).join("; ") },
  );
}
