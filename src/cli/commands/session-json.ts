import type { Coverage, ListedSession } from "../../actions/list-sessions.ts";
import { errorSchema, optionalErrorJson } from "../json/index.ts";
import { rfc3339 } from "../render/time.ts";
import { count, nullable, object, oneOf, text, time, truth } from "../schema/words.ts";

export const sessionSchema = object({
  id: text,
  profile: nullable(text),
  provider: text,
  kind: oneOf("user", "machine"),
  name: nullable(text),
  current: truth,
  read_only: nullable(truth),
  user_id: nullable(text),
  device: nullable(text),
  platform: nullable(text),
  browser: nullable(text),
  ip: nullable(text),
  location: nullable(text),
  created_at: nullable(time),
  last_activity_at: nullable(time),
  expires_at: nullable(time),
  two_factor: nullable(truth),
  revocable: truth,
});

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

export const coverageSchema = object({
  profile: nullable(text),
  provider: text,
  status: oneOf("listed", "local_only", "failed"),
  count,
  complete: truth,
  error: nullable(errorSchema),
});

export function coverageJson({ profile, provider, status, count, complete, error }: Coverage) {
  return { profile, provider, status, count, complete, error: optionalErrorJson(error) };
}
