import type { Login } from "../../actions/login.ts";
import type { Minted } from "../../actions/mint-token.ts";
import type { ListedToken } from "../../core/provider.ts";
import type { View } from "../command.ts";
import { rfc3339 } from "../render/time.ts";
import { list, nullable, type OutputSchema, object, oneOf, text, time, truth } from "../schema/words.ts";

export const machineTokenOutput: OutputSchema = {
  data: object({
    id: nullable(text),
    name: nullable(text),
    token: nullable(text),
    token_type: oneOf("session", "jwt", "api_key", "auth_token"),
    read_only: nullable(truth),
    expires_at: nullable(time),
    profile: nullable(text),
    provider: text,
  }),
  meta: object({ minted: truth, replaces: list(text) }),
};

type Answer = Pick<View, "data" | "meta">;

export function mintedJson(
  { token, login }: Minted,
  former: readonly ListedToken[],
  shown: string | null,
): Answer {
  return {
    data: dataOf(token, login, shown),
    meta: { minted: true, replaces: former.map(({ id }) => id) },
  };
}

/** One that was there already: its value is not to be had. */
export function foundJson(token: ListedToken, login: Login): Answer {
  return { data: dataOf(token, login, null), meta: { minted: false, replaces: [] } };
}

function dataOf(
  token: Pick<Minted["token"], "id" | "name" | "tokenType" | "readOnly" | "expiresAt">,
  login: Login,
  shown: string | null,
) {
  return {
    id: token.id,
    name: token.name,
    token: shown,
    token_type: token.tokenType,
    read_only: token.readOnly,
    expires_at: rfc3339(token.expiresAt),
    profile: login.profile?.name ?? null,
    provider: login.definition.info.id,
  };
}
