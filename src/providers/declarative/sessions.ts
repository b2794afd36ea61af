import type { Credential } from "../../core/credential.ts";
import { matchesWhole } from "../../core/pattern.ts";
import type { Session } from "../../core/session.ts";
import type { Api } from "./api.ts";
import { dateIn, flagIn, idIn, textIn } from "./field-path.ts";
import { type Row, rowPages } from "./pages.ts";
import type { SessionsSpec } from "./spec.ts";

export async function* listSessions(
  api: Api,
  spec: SessionsSpec,
  credential: Credential,
): AsyncGenerator<readonly Session[]> {
  for await (const rows of rowPages(api, spec.list, credential)) {
    yield rows.map((row) => session(spec, row, credential));
  }
}

function session({ id: grammar, list, revoke }: SessionsSpec, row: Row, credential: Credential): Session {
  const { fields: at } = list;
  const { id, fields } = row;
  return {
    id,
    kind: flagIn(fields, at.machine) === true ? "machine" : "user",
    name: textIn(fields, at.name),
    current: id === credential.details.sessionId,
    readOnly: flagIn(fields, at.read_only),
    userId: idIn(fields, at.user_id),
    device: textIn(fields, at.device),
    platform: textIn(fields, at.platform),
    browser: textIn(fields, at.browser),
    ip: textIn(fields, at.ip),
    location: textIn(fields, at.location),
    createdAt: dateIn(fields, at.created_at),
    lastActivityAt: dateIn(fields, at.last_activity_at),
    expiresAt: dateIn(fields, at.expires_at),
    twoFactor: flagIn(fields, at.two_factor),
    revocable: revoke !== null && matchesWhole(grammar.pattern, id),
  };
}
