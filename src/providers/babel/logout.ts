import { wasGone } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import { FobError } from "../../core/errors.ts";
import type { RevokeResult } from "../../core/session.ts";
import type { Api } from "./api.ts";
import { successOf } from "./errors.ts";

export async function logout(api: Api, { secrets }: Credential): Promise<RevokeResult> {
  if (secrets.token === undefined) {
    throw new FobError("unsupported", "An API key has no session that could be ended.", {
      hint: "Revoke the key in the web application.",
    });
  }
  const path = ["v1", "auth", "logout"];
  const response = await api.ask({ method: "POST", path, body: {}, retry: "idempotent" }, secrets);
  if (wasGone(response, true)) return "already_gone";
  successOf(response, { on401: "login_expired" });
  return "revoked";
}
