import type { App } from "../../core/app.ts";
import { FobError } from "../../core/errors.ts";
import type { Profile } from "../../core/profile.ts";
import { endLogin } from "../log-out.ts";
import { matchOf } from "./people.ts";
import type { Batch, Found, Site } from "./words.ts";

/** The user's logins on this machine that end with nothing that is ended before. */
export function planLogins(
  app: App,
  site: Site,
  names: readonly string[],
  before: readonly Batch[],
): readonly Batch[] {
  return site.profiles.flatMap((profile) => {
    const matchedBy = matchOf(profile.identity, names);
    const isOver = profile.state === "logged_out" || before.some(({ ends }) => ends === profile.name);
    if (matchedBy === null || isOver || (profile.given && isCovered(profile, before))) return [];
    const { name, provider, baseUrl, identity, session } = profile;
    const item: Found = {
      what: "login",
      provider,
      baseUrl,
      profile: name,
      id: session.id,
      name: identity.name,
      kind: "user",
      userId: identity.id,
      matchedBy,
    };
    return [batchOf(app, site, profile, item)];
  });
}

/** A token that was given to fob is not ended by logging out. */
function isCovered({ session }: Profile, before: readonly Batch[]): boolean {
  return before.some(
    ({ items, run }) =>
      run !== null &&
      items.some(({ what, id }) => what === "user_sessions" || (id !== null && id === session.id)),
  );
}

function batchOf(app: App, { info }: Site, profile: Profile, item: Found): Batch {
  const { name, provider } = profile;
  const { logout, user_revoke: byHand } = info.capabilities;
  const forget = `To forget it here: fob logout ${name}`;
  const cannot = (why: string, instead: string) => ({
    items: [item],
    run: null,
    ends: null,
    error: new FobError("unsupported", why, { hint: forget, provider, profile: name }),
    instead: `${instead} ${forget}`.trim(),
  });
  if (!logout.supported) return cannot(`${info.displayName}: ${logout.note}`, logout.instead ?? "");
  if (profile.given)
    return cannot(`The token of ${name} was given to fob, which does not end it.`, byHand.instead ?? "");
  return {
    items: [item],
    run: async () => [await endLogin(app, profile)],
    ends: name,
    error: null,
    instead: null,
  };
}
