import type { App } from "../core/app.ts";
import type { Slots } from "../core/credential.ts";
import type { Profile } from "../core/profile.ts";
import type { ProviderInfo } from "../core/provider-info.ts";
import { visible } from "../core/visible.ts";
import { loginCommand } from "./login-command.ts";

/** A session that a logout does not end, though the API could, with a login that works. */
export interface LeftSession {
  readonly id: string;
  readonly why: "given" | "unanswered";
}

/** Of what is forgotten: the token that was given to fob, and the login whose second factor was never answered. */
export function leftSessions({ session }: Profile, slots: Slots, info: ProviderInfo): readonly LeftSession[] {
  if (!info.capabilities.sessions_revoke.supported) return [];
  const given = slots.active?.given ? session.id : null;
  const unanswered = slots.pending?.details.sessionId ?? null;
  return [
    ...(given === null ? [] : [{ id: given, why: "given" as const }]),
    ...(unanswered === null ? [] : [{ id: unanswered, why: "unanswered" as const }]),
  ];
}

/** Its own secret has just been forgotten, so another login has to end it. */
export async function warnOfLeft(app: App, profile: Profile, { id, why }: LeftSession): Promise<void> {
  const { name, provider, baseUrl, identity } = profile;
  const { profiles } = await app.records.list();
  const others = profiles.filter(
    (one) =>
      one.state === "active" && one.name !== name && one.provider === provider && one.baseUrl === baseUrl,
  );
  const other = others.find((one) => one.identity.id === identity.id) ?? others[0];
  const command = `fob sessions revoke ${visible(id)}`;
  const how =
    other === undefined
      ? `To end it, log in to the same account: ${loginCommand(provider, name)}, then ${command} --profile ${name}`
      : `To end it: ${command} --profile ${other.name}`;
  const what =
    why === "given"
      ? `The token of ${name} was given to fob, so its session lives on.`
      : `A login of ${name} still waited for its code and could not be ended, so its session may live on.`;
  app.warn({ code: "session_lives_on", message: `${what} ${how}` });
}
