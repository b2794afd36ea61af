import type { App } from "../../core/app.ts";
import type { ListedToken } from "../../core/provider.ts";
import { currentLast } from "../current-last.ts";
import type { Login } from "../login.ts";
import { listMachineTokens } from "../machine-tokens.ts";
import { revokeMachineTokens } from "../revoke-machine-tokens.ts";
import { isTheirs, lookEverywhere } from "./look.ts";
import type { KnownIds } from "./people.ts";
import type { Batch, Site, SitePlan } from "./words.ts";

/** Every key of the user's that still opens something, each once. */
export async function planTokens(
  app: App,
  site: Site,
  names: readonly string[],
  known: KnownIds,
): Promise<SitePlan> {
  const looks = await lookEverywhere<ListedToken>(app, site, names, known, async (login) => {
    await login.provider.checkServer?.(["machine_list", "machine_revoke"]);
    const listed = await listMachineTokens(app, login);
    const rows = listed.filter(({ userId, revoked }) => !revoked && isTheirs(userId, names, known));
    return { rows, complete: true };
  });
  const taken = new Set<string>();
  const batches = looks.flatMap(({ seen }) => {
    if (seen === null) return [];
    const fresh = seen.rows.filter(({ id }) => !taken.has(id) && taken.add(id));
    return fresh.length === 0 ? [] : [batchOf(app, seen.login, fresh, site, known)];
  });
  return { batches, coverage: looks.map(({ coverage }) => coverage) };
}

function batchOf(
  app: App,
  login: Login,
  tokens: readonly ListedToken[],
  { provider, baseUrl }: Site,
  known: KnownIds,
): Batch {
  const inOrder = currentLast(tokens);
  const doomed = inOrder.map(({ id, name, current }) => ({ id, name, current, gone: false }));
  return {
    items: inOrder.map(({ id, name, userId }) => ({
      what: "token",
      provider,
      baseUrl,
      profile: login.profile?.name ?? null,
      id,
      name,
      kind: "machine",
      userId,
      matchedBy: known.get(userId ?? "") ?? "id",
    })),
    run: () => revokeMachineTokens(app, login, doomed),
    ends:
      tokens.some(({ current }) => current) && login.profile?.given ? (login.profile?.name ?? null) : null,
    error: null,
    instead: null,
  };
}
