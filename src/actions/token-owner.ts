import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { Identity } from "../core/identity.ts";
import { visible } from "../core/visible.ts";

/**
 * A token says by itself whose it is: who names somebody else has mistaken the one or the other. Where the API tells an
 * id alone, a name proves nothing.
 */
export function checkOwner(app: App, { id, login, email, name }: Identity): void {
  const { username } = app;
  if (username === null) return;
  const known = [login, email, name, id].filter((one) => one !== null);
  if (known.length === 0 || known.some((one) => isSameName(one, username))) return;
  const owner = login ?? email;
  if (owner !== null) {
    throw new FobError("refused", `The token is ${visible(owner)}'s, not ${visible(username)}'s.`, {
      hint: "Check the token and the user name (--username or FOB_USERNAME), which may be left out.",
    });
  }
  const message = `The provider tells the token's owner by ${visible(known.join(", "))} alone: whether that is ${visible(username)} is not known.`;
  app.warn({ code: "owner_unknown", message });
}

/** Directories know one user as `ann`, `CORP\ann` and `ann@corp.example`; two of the longer forms have to be alike. */
function isSameName(one: string, other: string): boolean {
  const [mine, theirs] = [one.toLowerCase(), other.toLowerCase()];
  const bare = bareName(mine);
  return mine === theirs || (bare === bareName(theirs) && (mine === bare || theirs === bare));
}

function bareName(name: string): string {
  return name.replace(/^.*\\/, "").replace(/@.*$/, "");
}
