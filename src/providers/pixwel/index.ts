import type { ProviderDefinition } from "../../core/provider.ts";
import { fromToken, tokenFormAt } from "./credential.ts";
import { info } from "./info.ts";
import { adopt, login } from "./login.ts";
import { whoami } from "./users.ts";

export const pixwel: ProviderDefinition = {
  info,
  create: (deps) => ({
    login: (input) => login(deps, input),
    fromToken: (input) => fromToken(deps, input),
    adopt: (input) => adopt(deps, input),
    whoami: (credential) => whoami(deps, credential),
    tokenForm: (credential, path = "users") => tokenFormAt(deps, credential, path),
  }),
};
