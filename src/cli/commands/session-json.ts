import type { Coverage, ListedSession } from "../../actions/list-sessions.ts";
import { optionalErrorJson } from "../json/index.ts";
import { rfc3339 } from "../render/time.ts";

export function sessionJson(one: ListedSession) {
  return {
    id: one.id,
    profile: one.profile,
    provider: one.provider,
    kind: one.kind,
    name: one.name,
    current: one.current,
    read_only: one.readOnly,
    user_id: one.userId,
    device: one.device,
    platform: one.platform,
    browser: one.browser,
    ip: one.ip,
    location: one.location,
    created_at: rfc3339(one.createdAt),
    last_activity_at: rfc3339(one.lastActivityAt),
    expires_at: rfc3339(one.expiresAt),
    two_factor: one.twoFactor,
    revocable: one.revocable,
  };
}

export function coverageJson({ profile, provider, status, count, error }: Coverage) {
  return { profile, provider, status, count, error: optionalErrorJson(error) };
}
