import { offlineState } from "../../actions/who-am-i.ts";
import type { Profile } from "../../core/profile.ts";
import { storeNames } from "../../core/store.ts";
import { identitySchema, sessionRefSchema } from "../json/index.ts";
import { count, dictionary, nullable, object, oneOf, text, truth } from "../schema/words.ts";

const profileKeys = {
  profile: text,
  provider: text,
  base_url: text,
  state: oneOf("active", "expired", "pending_otp", "pending_link", "unverified", "not_logged_in"),
  login: nullable(text),
  default: truth,
};

export const profileSchema = object(profileKeys);

export const shownProfileSchema = object({
  ...profileKeys,
  identity: identitySchema,
  session: sessionRefSchema,
  store: oneOf(...storeNames),
  given: truth,
  pending_revokes: count,
  settings: dictionary(text),
});

export function profileJson(profile: Profile, defaultProfile: string | null, now: Date) {
  return {
    profile: profile.name,
    provider: profile.provider,
    base_url: profile.baseUrl,
    state: offlineState(profile, now),
    login: profile.identity.login,
    default: profile.name === defaultProfile,
  };
}
