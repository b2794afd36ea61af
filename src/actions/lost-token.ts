import type { App } from "../core/app.ts";
import type { FobError } from "../core/errors.ts";
import { visible } from "../core/visible.ts";
import type { Minted } from "./mint-token.ts";
import { revokeMachineTokens } from "./revoke-machine-tokens.ts";

/** Revokes what was minted and reached nobody; tells what became of it, and how to end it where that failed. */
export async function takeBack(app: App, minted: Minted): Promise<string> {
  if (minted.token.id === null) return "The token was minted and is lost; it ends by itself.";
  const isEnded = (await revokeMinted(app, minted)) === null;
  return isEnded
    ? `The token ${shownToken(minted)} was revoked again; nothing is left of it.`
    : `The token ${shownToken(minted)} was minted and is lost. ${byHand(minted)}`;
}

/** Why it could not be, or null. */
export async function revokeMinted(app: App, { token, login }: Minted): Promise<FobError | null> {
  const one = { id: token.id ?? "", name: token.name, current: false, gone: false };
  const [report] = await revokeMachineTokens(app, login, [one], { forget: false });
  return report?.error ?? null;
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
