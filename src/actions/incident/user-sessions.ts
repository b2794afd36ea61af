import type { App } from "../../core/app.ts";
import { FobError } from "../../core/errors.ts";
import type { Secret } from "../../core/secret.ts";
import type { RevokeResult } from "../../core/session.ts";
import { shellQuoted } from "../../core/shell.ts";
import { recorded } from "../audit.ts";
import { siteOf } from "../use-login.ts";
import type { KnownIds } from "./people.ts";
import type { Batch, Outcome, Site } from "./words.ts";

/** All sessions of the user at once, with the site's admin token; without one, what to type instead. */
export function planUserSessions(
  app: App,
  site: Site,
  names: readonly string[],
  known: KnownIds,
  adminToken: Secret | null,
): readonly Batch[] {
  const { maxLength = Number.POSITIVE_INFINITY } = site.info.principal;
  const ids = known.size > 0 ? [...known.keys()] : names.filter(({ length }) => length <= maxLength);
  return ids.map((userId) => {
    const found = { id: userId, userId, name: null, kind: null, matchedBy: known.get(userId) ?? null };
    const [profile] = site.profiles;
    const { provider, baseUrl } = site;
    const items = [
      { what: "user_sessions" as const, provider, baseUrl, profile: profile?.name ?? null, ...found },
    ];
    if (adminToken === null) return { items, run: null, ends: null, ...withoutToken(site, userId) };
    const run = async () => [await endAll(app, site, userId, adminToken)];
    return { items, run, ends: null, error: null, instead: null };
  });
}

function withoutToken({ info, profiles }: Site, userId: string): Pick<Batch, "error" | "instead"> {
  const [profile] = profiles;
  const instead = `fob incident revoke --user ${shellQuoted(userId)} --secret adminToken=- --yes --profile ${profile?.name}`;
  const error = new FobError("input_needed", `${info.displayName}: it takes the administrator's token.`, {
    hint: instead,
    provider: info.id,
  });
  return { error, instead };
}

async function endAll(app: App, site: Site, userId: string, adminToken: Secret): Promise<Outcome> {
  const [profile] = site.profiles;
  if (profile === undefined) throw new FobError("bug", "A site without a profile.");
  const doer = { profile: profile.name, provider: site.provider, ids: [`user:${userId}`] };
  try {
    const provider = await app.openProvider(siteOf(profile));
    const work = async (): Promise<RevokeResult> => {
      if (provider.revokeUser !== undefined) return provider.revokeUser(userId, adminToken);
      throw new FobError("unsupported", `${site.info.displayName} ends no user's sessions.`);
    };
    return { result: await recorded(app, "revoke", doer, work, (result) => ({ result })), error: null };
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
    return { result: "failed", error: error.with({ provider: site.provider, profile: profile.name }) };
  }
}
