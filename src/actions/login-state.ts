import type { Credential, Slots } from "../core/credential.ts";
import { FobError } from "../core/errors.ts";
import type { Profile, ProfileState } from "../core/profile.ts";
import type { ProviderInfo } from "../core/provider-info.ts";
import { loginCommand } from "./login-command.ts";

/** The secrets decide; a pending link has none, so there the record does. */
export function stateOf(profile: Profile, slots: Slots): ProfileState {
  if (slots.active !== null) return "active";
  if (slots.pending !== null) return "pending_otp";
  return profile.state === "pending_link" ? "pending_link" : "logged_out";
}

/** The credential in use, bound to the base URL it was got from; else what the user has to do to have one. */
export function activeCredential(profile: Profile, slots: Slots): Credential {
  const { active } = slots;
  if (active === null) throw notActive(profile, stateOf(profile, slots));
  return boundTo(profile, active);
}

export function boundTo(profile: Profile, credential: Credential): Credential {
  if (credential.baseUrl === profile.baseUrl) return credential;
  throw new FobError(
    "unsafe",
    `The stored secret of ${profile.name} belongs to another address than its profile.`,
    {
      hint: `Log out and in again: fob logout ${profile.name} --local-only && ${loginCommand(profile.provider, profile.name)}`,
      profile: profile.name,
      provider: profile.provider,
    },
  );
}

export function notActive(profile: Profile, state: ProfileState): FobError {
  const about = { profile: profile.name, provider: profile.provider };
  const again = loginCommand(profile.provider, profile.name);
  if (state === "pending_otp") {
    return new FobError("factor_pending", `${profile.name} waits for its one-time code.`, {
      ...about,
      hint: `fob otp verify --profile ${profile.name}`,
    });
  }
  if (state === "pending_link") {
    return new FobError("factor_pending", `${profile.name} waits for the link in the e-mail to be opened.`, {
      ...about,
      hint: `Open the link, then log in again: ${again}`,
    });
  }
  return new FobError("not_logged_in", `${profile.name} is not logged in.`, {
    ...about,
    hint: `Log in: ${again}`,
  });
}

/** `name`: null for a login of the environment. */
export function expiredLogin(name: string | null, info: ProviderInfo): FobError {
  const [whose, hint] =
    name === null
      ? ["", "Set FOB_TOKEN to a token that works."]
      : [` of ${name}`, `Log in again: ${loginCommand(info.id, name)}`];
  const about = { provider: info.id, profile: name ?? undefined };
  return new FobError("login_expired", `The login${whose} at ${info.displayName} has expired.`, {
    hint,
    ...about,
  });
}

/** Renew this long before the end, so that a token handed on still lives when it is used. */
export const renewAheadMs = 5 * 60_000;

export function isDue({ expiresAt }: Credential, now: Date): boolean {
  return expiresAt !== null && expiresAt.getTime() - now.getTime() < renewAheadMs;
}

export function isExpired(credential: Credential, now: Date): boolean {
  return credential.expiresAt !== null && credential.expiresAt.getTime() <= now.getTime();
}
