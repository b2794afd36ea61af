import { FobError } from "../core/errors.ts";
import { visible } from "../core/visible.ts";
import type { Minted } from "./mint-token.ts";

/** Revokes what was minted and reached nobody; tells what became of it, and how to end it where that failed. */
export async function takeBack(minted: Minted): Promise<string> {
  const { token, login } = minted;
  if (token.id === null) return "The token was minted and is lost; it ends by itself.";
  try {
    await login.provider.revokeMachineToken?.(login.credential, token.id);
    if (login.provider.revokeMachineToken !== undefined)
      return `The token ${shownToken(minted)} was revoked again; nothing is left of it.`;
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
  }
  return `The token ${shownToken(minted)} was minted and is lost. ${byHand(minted)}`;
}

/** What ends a token of this login, to be typed. */
export function byHand({ token, login }: Minted): string {
  const { supported, instead } = login.definition.info.capabilities.machine_revoke;
  const profile = login.profile === null ? "" : ` --profile ${login.profile.name}`;
  return supported && token.id !== null
    ? `End it: fob token machine revoke ${visible(token.id)}${profile}`
    : (instead ?? "Revoke it where the provider shows its tokens.");
}

/** Its id and its name, as far as it has them. */
export function shownToken({ token }: Pick<Minted, "token">): string {
  return visible([token.id, token.name].filter((part) => part !== null).join(" "));
}
