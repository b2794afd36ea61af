import { badAnswer } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import { listAt, optionalNumber, optionalText, recordAt } from "../../core/narrow.ts";
import { Secret } from "../../core/secret.ts";
import type { Session } from "../../core/session.ts";
import type { Api } from "./api.ts";
import { tokenOf } from "./credential.ts";
import { documentOf, isId, type SessionRow, sessionRow } from "./schema.ts";

/** The API's maximum (https://developer.productive.io/reference). */
const pageSize = 200;
const pageBytes = 8 * 1024 * 1024;

interface Page {
  readonly rows: readonly SessionRow[];
  readonly totalPages: number;
}

async function page(api: Api, token: Secret, number: number): Promise<Page> {
  const query = { "page[number]": String(number), "page[size]": String(pageSize) };
  const response = await api.expect({
    method: "GET",
    path: ["sessions"],
    query,
    retry: "idempotent",
    maxBytes: pageBytes,
    token,
  });
  const document = documentOf(response);
  const totalPages = optionalNumber(recordAt(document, "meta"), "total_pages");
  if (totalPages === null) throw badAnswer("The provider's answer has not a number at meta.total_pages.");
  const rows = listAt(document, "data").map((row, index) => sessionRow(row, `data[${index}]`));
  return { rows, totalPages };
}

/**
 * Pages by their number until the last, each row once. `links` are never followed: they may name any host. The next
 * page is under way while one is used.
 */
async function* rowPages(api: Api, token: Secret): AsyncGenerator<readonly SessionRow[]> {
  const seen = new Set<string>();
  let coming = page(api, token, 1);
  for (let number = 1; ; number++) {
    const { rows, totalPages } = await coming;
    const fresh = rows.filter(({ id }) => !seen.has(id) && seen.add(id));
    const isLast = number >= totalPages;
    if (!isLast && fresh.length === 0) throw badAnswer("The provider's list of sessions repeats itself.");
    if (!isLast) {
      coming = page(api, token, number + 1);
      coming.catch(() => undefined);
    }
    yield fresh;
    if (isLast) return;
  }
}

export async function* listSessions(api: Api, credential: Credential): AsyncGenerator<readonly Session[]> {
  for await (const rows of rowPages(api, tokenOf(credential))) {
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
