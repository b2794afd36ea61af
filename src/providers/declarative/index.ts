import type { Provider, ProviderDefinition, ProviderDeps } from "../../core/provider.ts";
import { type Api, createApi } from "./api.ts";
import { infoOf } from "./info.ts";
import { adopt, endSession, fromToken, login, whoami } from "./login.ts";
import { listMachineTokens, mintMachineToken } from "./machine-tokens.ts";
import { readProviderFile } from "./read-file.ts";
import { endById } from "./revoke.ts";
import { listSessions } from "./sessions.ts";
import type { MachineSpec, ProviderSpec, SessionsSpec } from "./spec.ts";

/** A provider of a file's text. FobError `usage` where the text is no such file. */
export function providerOfFile(text: string): ProviderDefinition {
  const spec = readProviderFile(text);
  return { info: infoOf(spec), create: (deps) => create(spec, deps) };
}

function create(spec: ProviderSpec, deps: ProviderDeps): Provider {
  const api = createApi(spec, deps);
  return {
    login: (input) => login(api, input),
    fromToken: (input) => fromToken(api, input),
    adopt: (input) => adopt(api, input),
    whoami: (credential) => whoami(api, credential),
    tokenForm: (credential) => api.tokenForm(credential),
    ...(spec.logout === null ? {} : { logout: (credential) => endSession(api, credential) }),
    ...(spec.sessions === null ? {} : withSessions(api, spec.sessions)),
    ...(spec.machineTokens === null ? {} : withMachineTokens(api, spec.machineTokens)),
  };
}

function withSessions(api: Api, sessions: SessionsSpec): Partial<Provider> {
  const { revoke, id: grammar } = sessions;
  return {
    sessions: { list: (credential) => listSessions(api, sessions, credential) },
    ...(revoke === null
      ? {}
      : { revokeSession: (credential, id) => endById(api, revoke, grammar, credential, id) }),
  };
}

function withMachineTokens(api: Api, tokens: MachineSpec): Partial<Provider> {
  const { list, revoke, id: grammar } = tokens;
  return {
    mintMachineToken: (credential, request) => mintMachineToken(api, tokens, credential, request),
    ...(list === null
      ? {}
      : { listMachineTokens: (credential) => listMachineTokens(api, tokens, list, credential) }),
    ...(revoke === null
      ? {}
      : { revokeMachineToken: (credential, id) => endById(api, revoke, grammar, credential, id) }),
  };
}
