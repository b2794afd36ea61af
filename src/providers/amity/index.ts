import type { ProviderDefinition } from "../../core/provider.ts";
import { fromToken, tokenForm } from "./credential.ts";
import { info } from "./info.ts";
import { mintMachineToken } from "./mint.ts";
import { login, renew } from "./register.ts";
import { logout, revokeUser } from "./revoke.ts";
import { adopt, whoami } from "./whoami.ts";

export const amity: ProviderDefinition = {
  info,
  create: (deps) => ({
    login: (input) => login(deps, input),
    fromToken: (input) => fromToken(deps, input),
    adopt: (input) => adopt(deps, input),
    whoami: (credential) => whoami(deps, credential),
    tokenForm,
    logout: (credential) => logout(deps, credential),
    renew: (credential, secrets) => renew(deps, credential, secrets),
    revokeUser: (userId, adminToken) => revokeUser(deps, userId, adminToken),
    mintMachineToken: (credential, request) => mintMachineToken(deps, credential, request),
  }),
};
