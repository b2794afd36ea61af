import type { App } from "../../core/app.ts";
import { FobError } from "../../core/errors.ts";
import type { CapabilityName } from "../../core/provider-info.ts";
import type { Secret } from "../../core/secret.ts";
import { checkSecret } from "../../core/secret-text.ts";
import { planLogins } from "./logins.ts";
import { idsKnownHere } from "./people.ts";
import { planSessions } from "./sessions.ts";
import { planTokens } from "./tokens.ts";
import { planUserSessions } from "./user-sessions.ts";
import type { Batch, Site, SitePlan } from "./words.ts";

export type AdminTokens = ReadonlyMap<Site, Secret>;

/** What of the user's is at one site, and what can be done about it. */
export async function planSite(
  app: App,
  site: Site,
  names: readonly string[],
  adminTokens: AdminTokens,
): Promise<SitePlan> {
  const can = (...needed: readonly CapabilityName[]) =>
    needed.every((one) => site.info.capabilities[one].supported);
  const known = idsKnownHere(site, names);
  const seen = can("sessions_list", "sessions_revoke")
    ? await planSessions(app, site, names, known)
    : can("machine_list", "machine_revoke")
      ? await planTokens(app, site, names, known)
      : { batches: [], coverage: [] };
  const whole = can("user_revoke")
    ? planUserSessions(app, site, names, known, adminTokens.get(site) ?? null)
    : can("sessions_revoke")
      ? []
      : [byHand(site)];
  const before = [...seen.batches, ...whole];
  return { batches: [...before, ...planLogins(app, site, names, before)], coverage: seen.coverage };
}

/** What the API neither lists nor ends is a part of the plan all the same: somebody has to do it. */
function byHand({ info, provider, baseUrl }: Site): Batch {
  const { note, instead } = info.capabilities.user_revoke;
  const nobody = { profile: null, id: null, name: null, kind: null, userId: null, matchedBy: null };
  return {
    items: [{ what: "user_sessions", provider, baseUrl, ...nobody }],
    run: null,
    ends: null,
    error: new FobError("unsupported", `${info.displayName}: ${note}`, { hint: instead, provider }),
    instead: instead ?? null,
  };
}

/**
 * An administrator's token is for one site and goes to no other: asked for by address, or given, and then for the only
 * site or for that of `--profile`.
 */
export async function adminTokensFor(app: App, sites: readonly Site[], ask: boolean): Promise<AdminTokens> {
  const wanting = sites.filter(({ info }) => info.capabilities.user_revoke.supported);
  if (wanting.length === 0) return new Map();
  if (app.given.has("adminToken")) return givenToken(app, wanting);
  return ask && app.terminal.interactive ? askedTokens(app, wanting) : new Map();
}

async function givenToken(app: App, wanting: readonly Site[]): Promise<AdminTokens> {
  const { flag } = app.selection;
  const [site] = wanting.length === 1 ? wanting : wanting.filter((one) => isAt(one, flag));
  if (site === undefined) throw whichSite(wanting);
  const token = await app.given.take("adminToken");
  return new Map(token === null ? [] : [[site, token]]);
}

async function askedTokens(app: App, wanting: readonly Site[]): Promise<AdminTokens> {
  const tokens = new Map<Site, Secret>();
  for (const site of wanting) {
    const question = `Administrator's token for ${site.baseUrl} (leave empty for none)`;
    const answer = await app.terminal.askSecret(question);
    if (answer.reveal() !== "") tokens.set(site, checkSecret(answer, "Administrator's token"));
  }
  return tokens;
}

function isAt({ profiles }: Site, name: string | null): boolean {
  return profiles.some((profile) => profile.name === name);
}

function whichSite(sites: readonly Site[]): FobError {
  const names = sites.map(({ profiles }) => profiles[0]?.name).join(", ");
  return new FobError("usage", "More than one site takes an administrator's token, and each its own.", {
    hint: `Say whose it is with --profile, one of: ${names}`,
  });
}
