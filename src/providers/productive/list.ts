import type { Credential } from "../../core/credential.ts";
import { asDate, asFlag, asId, asText } from "../../core/narrow.ts";
import type { ListQuery } from "../../core/provider.ts";
import { Secret } from "../../core/secret.ts";
import type { Session } from "../../core/session.ts";
import type { Api } from "./api.ts";
import { tokenOf } from "./credential.ts";
import { rowPages } from "./pages.ts";
import { isId, type SessionResource, type SessionRow, sessionRow } from "./schema.ts";

export async function* listSessions(
  api: Api,
  credential: Credential,
  query?: ListQuery,
): AsyncGenerator<readonly Session[]> {
  const token = tokenOf(credential);
  for await (const rows of rowPages(api, token, query)) {
    yield rows.map((row) => session(row, credential, token));
  }
}

/** The row of the credential's own token; null where the list does not show it. */
export async function ownSession(api: Api, credential: Credential): Promise<SessionRow | null> {
  const token = tokenOf(credential);
  for await (const rows of rowPages(api, token)) {
    const own = rows.find((row) => isOwn(row, token) === true);
    if (own !== undefined) return sessionRow(own);
  }
  return null;
}

/** Other sessions' tokens end here: compared in constant time, and dropped. Null where the row shows none. */
function isOwn({ attributes: { token: sent } }: SessionResource, token: Secret): boolean | null {
  const shown = asText(sent);
  return shown === null ? null : token.equals(new Secret(shown));
}

function session(resource: SessionResource, credential: Credential, token: Secret): Session {
  const { id, attributes } = resource;
  const { name, machine, read_only, user_id, two_factor_auth, last_activity_at, token_expires_at } =
    attributes;
  const { device, platform, browser, last_ip, location } = attributes;
  return {
    id,
    kind: machine === true ? "machine" : "user",
    name: asText(name),
    current: isOwn(resource, token) ?? id === credential.details.sessionId,
    readOnly: asFlag(read_only),
    userId: asId(user_id),
    device: asText(device),
    platform: asText(platform),
    browser: asText(browser),
    ip: asText(last_ip),
    location: asText(location),
    createdAt: null,
    lastActivityAt: asDate(last_activity_at),
    expiresAt: asDate(token_expires_at),
    twoFactor: asFlag(two_factor_auth),
    revocable: isId(id),
  };
}
