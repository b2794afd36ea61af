import { visible } from "../core/visible.ts";
import type { Minted } from "./mint-token.ts";

/** What to do about a token that was minted and that nobody has: it must not live on. */
export function ifLost(minted: Minted): string {
  const { token, login } = minted;
  if (token.id === null) return "The token was minted and is lost; it ends by itself.";
  const revoke = login.definition.info.capabilities.sessions_revoke.supported
    ? `End it: fob sessions revoke ${token.id}${login.profile === null ? "" : ` --profile ${login.profile.name}`}`
    : "Revoke it where the provider shows its keys.";
  return `The token ${shownToken(minted)} was minted and is lost. ${revoke}`;
}

/** Its id and its name, as far as it has them. */
export function shownToken({ token }: Minted): string {
  return visible([token.id, token.name].filter((part) => part !== null).join(" "));
}
