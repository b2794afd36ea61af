import { offlineState } from "../../actions/who-am-i.ts";
import type { Profile } from "../../core/profile.ts";

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
