import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { ListedToken, MachineNeed } from "../core/provider.ts";
import type { Login } from "./login.ts";
import { providerOf, requireCapability } from "./providers.ts";
import { checkedFor, type Target } from "./target.ts";

/** What the API cannot, before anything is opened or sent. */
export function checkMachineNeeds(app: App, target: Target, needs: readonly MachineNeed[]): void {
  const { info } = providerOf(app, target);
  checkedFor(target, () => {
    for (const need of needs) requireCapability(info, need);
  });
}

/** Every machine token that the server shows to this login, whosever it is. */
export async function listMachineTokens(
  app: App,
  { provider, definition, credential }: Login,
): Promise<readonly ListedToken[]> {
  const { listMachineTokens: list } = provider;
  if (list === undefined)
    throw new FobError("unsupported", `${definition.info.displayName} lists no tokens.`);
  const tokens: ListedToken[] = [];
  for await (const page of list(credential)) {
    app.budget.progressed();
    tokens.push(...page);
    app.terminal.progress(`${tokens.length} tokens read`);
  }
  app.terminal.progressDone();
  return tokens;
}

export type TokenState = "active" | "expired" | "revoked";

export function stateOfToken({ revoked, expiresAt }: ListedToken, now: Date): TokenState {
  if (revoked) return "revoked";
  return expiresAt !== null && expiresAt.getTime() <= now.getTime() ? "expired" : "active";
}

/** The user's own of that name that still open something. */
export async function ownTokensNamed(app: App, login: Login, name: string): Promise<readonly ListedToken[]> {
  const listed = await listMachineTokens(app, login);
  const own = await ownOnes(
    login,
    listed.filter((one) => one.name === name),
  );
  const now = app.clock.now();
  return own.filter((one) => stateOfToken(one, now) === "active");
}

/** Another user's token of the same name is never meant. */
export async function ownOnes(login: Login, tokens: readonly ListedToken[]): Promise<readonly ListedToken[]> {
  if (tokens.length === 0) return [];
  const known = login.profile?.identity.id ?? tokens.find(({ current }) => current)?.userId ?? null;
  const me = known ?? (await login.provider.whoami(login.credential)).identity.id;
  if (me !== null) return tokens.filter(({ userId }) => userId === me);
  throw new FobError("unsafe", "It is not known which tokens are your own.", {
    hint: "Revoke by id; the ids are in: fob token machine list",
  });
}
