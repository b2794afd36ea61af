import { badAnswer, wasGone } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import { isFobError } from "../../core/errors.ts";
import {
  type Fields,
  idAt,
  isRecord,
  listAt,
  optionalDate,
  optionalFlag,
  optionalId,
  optionalNumber,
  optionalText,
} from "../../core/narrow.ts";
import type { ListedToken } from "../../core/provider.ts";
import { Secret } from "../../core/secret.ts";
import type { RevokeResult } from "../../core/session.ts";
import type { Api } from "./api.ts";
import type { Description } from "./description.ts";
import { successOf } from "./errors.ts";
import { read } from "./permissions.ts";

const pageSize = 200;
const pageBytes = 8 * 1024 * 1024;

/** Page by page; a server that knows no pages answers with all at once, which is more than was asked for or the same again. */
export async function* listKeys(
  api: Api,
  description: Description,
  credential: Credential,
): AsyncGenerator<readonly ListedToken[]> {
  await description.require(["machine_list"]);
  const seen = new Set<string>();
  for (let skip = 0; ; skip += pageSize) {
    const rows = await page(api, credential, skip);
    const fresh = rows.filter(({ id }) => !seen.has(id) && seen.add(id));
    yield fresh;
    if (rows.length !== pageSize || fresh.length === 0) return;
  }
}

async function page(api: Api, credential: Credential, skip: number): Promise<readonly ListedToken[]> {
  const query = { take: String(pageSize), skip: String(skip) };
  const path = ["v1", "api-keys"];
  const response = await api.ask(
    { method: "GET", path, query, retry: "idempotent", maxBytes: pageBytes },
    credential.secrets,
  );
  const body = successOf(response, { on401: "login_expired" });
  // An empty list may be left out as every default value is.
  const rows = Object.hasOwn(body, "apiKeys") ? listAt(body, "apiKeys") : [];
  return rows.map((row, index) => {
    if (isRecord(row)) return listed(row, `apiKeys[${index}]`, credential);
    throw badAnswer(`The provider's answer has not an object at apiKeys[${index}].`);
  });
}

/** The row holds the key itself and its client secret as well; they end here. */
function listed(row: Fields, path: string, { secrets }: Credential): ListedToken {
  const shown = optionalText(row, "key");
  const permissions = optionalNumber(row, "permissions");
  return {
    id: idAt(row, "id", `${path}.id`),
    name: optionalText(row, "name"),
    tokenType: "api_key",
    revoked: optionalFlag(row, "revoked") ?? false,
    current: shown !== null && (secrets.apiKey?.equals(new Secret(shown)) ?? false),
    readOnly: permissions === null ? null : permissions === read,
    userId: optionalId(row, "ownerId"),
    createdAt: optionalDate(row, "createdDate"),
    lastActivityAt: null,
    expiresAt: optionalDate(row, "expireDate"),
  };
}

/** How a server answers for a key that is gone is not documented, so after a refusal the list decides. */
export async function revokeKey(
  api: Api,
  description: Description,
  credential: Credential,
  id: string,
): Promise<RevokeResult> {
  await description.require(["machine_revoke"]);
  const path = ["v1", "api-keys", id];
  const response = await api.ask({ method: "DELETE", path, retry: "idempotent" }, credential.secrets);
  if (wasGone(response, false)) return "already_gone";
  try {
    successOf(response, { on401: "login_expired" });
    return "revoked";
  } catch (error) {
    if (isFobError(error, "refused") && (await isGone(api, description, credential, id)))
      return "already_gone";
    throw error;
  }
}

async function isGone(
  api: Api,
  description: Description,
  credential: Credential,
  id: string,
): Promise<boolean> {
  try {
    for await (const rows of listKeys(api, description, credential)) {
      if (rows.some((row) => row.id === id && !row.revoked)) return false;
    }
    return true;
  } catch {
    // Then nobody knows, and the refusal stands.
    return false;
  }
}
