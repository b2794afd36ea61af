import type { ProviderDefinition } from "../../core/provider.ts";
import { createApi, tokenForm } from "./api.ts";
import { createDescription } from "./description.ts";
import { info } from "./info.ts";
import { listKeys, revokeKey } from "./keys.ts";
import { login } from "./login.ts";
import { logout } from "./logout.ts";
import { mintMachineToken } from "./mint.ts";
import { adopt, fromToken, whoami } from "./user.ts";

export const babel: ProviderDefinition = {
  info,
  create(deps) {
    const api = createApi(deps);
    const description = createDescription(api);
    return {
      login: (input) => login(deps, api, input),
      fromToken: (input) => fromToken(deps, input),
      adopt: (input) => adopt(deps, api, input),
      whoami: (credential) => whoami(api, credential),
      tokenForm: (credential) => tokenForm(api, credential),
      logout: (credential) => logout(api, credential),
      mintMachineToken: (credential, request) => mintMachineToken(deps, api, credential, request),
      listMachineTokens: (credential) => listKeys(api, description, credential),
      revokeMachineToken: (credential, id) => revokeKey(api, description, credential, id),
      checkServer: (needs) => description.require(needs),
    };
  },
};
