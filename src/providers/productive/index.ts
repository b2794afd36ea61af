import type { ProviderDefinition } from "../../core/provider.ts";
import { createApi } from "./api.ts";
import { fromToken, tokenOf } from "./credential.ts";
import { adopt, whoami } from "./identity.ts";
import { info } from "./info.ts";
import { mintJwt } from "./jwt.ts";
import { listSessions } from "./list.ts";
import { login } from "./login.ts";
import { listMachineTokens } from "./machine-tokens.ts";
import { mintMachineToken } from "./mint.ts";
import { answerOtp } from "./otp.ts";
import { logout, revokeSession } from "./revoke.ts";
import { listUsers } from "./users.ts";

export const productive: ProviderDefinition = {
  info,
  create(deps) {
    const api = createApi(deps);
    return {
      login: (input) => login(deps, api, input),
      fromToken: (input) => fromToken(deps, input),
      adopt: (input) => adopt(deps, api, input),
      whoami: (credential) => whoami(api, credential),
      tokenForm: (credential) => ({
        raw: tokenOf(credential),
        headers: api.authHeaders(tokenOf(credential)),
      }),
      logout: (credential) => logout(api, credential),
      sessions: { list: (credential, query) => listSessions(api, credential, query) },
      listUsers: (credential) => listUsers(api, credential),
      revokeSession: (credential, id) => revokeSession(api, credential, id),
      mintMachineToken: (credential, request) => mintMachineToken(deps, api, credential, request),
      listMachineTokens: (credential) => listMachineTokens(api, credential),
      revokeMachineToken: (credential, id) => revokeSession(api, credential, id),
      mintJwt: (credential, expiresInS) => mintJwt(deps, api, credential, expiresInS),
      otp: { asksPassword: true, answer: (pending, answer) => answerOtp(deps, api, pending, answer) },
    };
  },
};
