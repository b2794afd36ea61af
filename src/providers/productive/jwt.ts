import { badAnswer, isSuccess } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import { FobError } from "../../core/errors.ts";
import { type Fields, isRecord, optionalNumber, optionalText } from "../../core/narrow.ts";
import type { MachineToken, ProviderDeps } from "../../core/provider.ts";
import { epochDate, jwtExpiry, tokenAt } from "../../core/tokens.ts";
import type { Api } from "./api.ts";
import { tokenOf } from "./credential.ts";
import { refused } from "./errors.ts";
import { documentOf } from "./schema.ts";

/** The vendor's newer reference no longer names this endpoint, so its absence is an answer too. */
export async function mintJwt(
  deps: ProviderDeps,
  api: Api,
  credential: Credential,
  expiresInS: number | null,
): Promise<MachineToken> {
  const response = await api.ask({
    method: "POST",
    path: ["sessions", "jwt"],
    query: expiresInS === null ? {} : { expires_in: String(expiresInS) },
    retry: "once",
    token: tokenOf(credential),
  });
  if (response.status === 404 || response.status === 405) {
    throw new FobError("unsupported", "Productive no longer offers JWTs at this address.", {
      hint: "Mint a machine session: fob token machine --name NAME --read-only",
    });
  }
  if (!isSuccess(response)) throw refused(response, "login_expired");
  if (response.status !== 201) throw badAnswer(`Productive answered ${response.status} where 201 was due.`);
  return jwt(deps, documentOf(response));
}

function jwt({ keep }: ProviderDeps, document: Fields): MachineToken {
  const token = tokenAt(document, "jwt", keep);
  const payload = Object.hasOwn(document, "payload") && isRecord(document.payload) ? document.payload : {};
  return {
    id: null,
    name: null,
    token,
    tokenType: "jwt",
    readOnly: optionalText(payload, "type") === "read-only" ? true : null,
    expiresAt: jwtExpiry(token) ?? epochDate(optionalNumber(payload, "exp") ?? 0),
    credential: null,
    notices: [],
  };
}
