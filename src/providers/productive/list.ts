import type { Credential } from "../../core/credential.ts";
import { optionalText } from "../../core/narrow.ts";
import type { ListQuery } from "../../core/provider.ts";
import { Secret } from "../../core/secret.ts";
import type { Session } from "../../core/session.ts";
import type { Api } from "./api.ts";
import { tokenOf } from "./credential.ts";
import { rowPages } from "./pages.ts";
import { isId, type SessionRow } from "./schema.ts";

export async function* listSessions(
  api: Api,
  credential: Credential,
  query?: ListQuery,
): AsyncGenerator<readonly Session[]> {
  for await (const rows of rowPages(api, tokenOf(credential), query)) {
    yield rows.map((row) => session(row, credential));
  }
}

/** The row of the credential's own token; null where the list does not show it. */
export async function ownSession(api: Api, credential: Credential): Promise<SessionRow | null> {
  const token = tokenOf(credential);
  for await (const rows of rowPages(api, token)) {
    const own = rows.find((row) => isOwn(row, token) === true);
    if (own !== undefined) return own;
  }
  return null;
}

/** Other sessions' tokens end here: compared in constant time, and dropped. Null where the row shows none. */
function isOwn({ attributes }: SessionRow, token: Secret): boolean | null {
  const shown = optionalText(attributes, "token");
  return shown === null ? null : token.equals(new Secret(shown));
}

function session(row: SessionRow, credential: Credential): Session {
  const { attributes } = row;
  return {
    id: row.id,
    kind: row.machine ? "machine" : "user",
    name: row.name,
    current: isOwn(row, tokenOf(credential)) ?? row.id === credential.details.sessionId,
    readOnly: row.readOnly,
    userId: row.userId,
    device: optionalText(attributes, "device"),
    platform: optionalText(attributes, "platform"),
    browser: optionalText(attributes, "browser"),
    ip: optionalText(attributes, "last_ip"),
    location: optionalText(attributes, "location"),
    createdAt: null,
    lastActivityAt: row.lastActivityAt,
    expiresAt: row.expiresAt,
    twoFactor: row.twoFactor,
    revocable: isId(row.id),
  };
}
