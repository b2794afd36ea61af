import type { Capability, CapabilityName, ProviderInfo } from "../../core/provider-info.ts";
import { namesIn } from "./request.ts";
import type { ProviderSpec } from "./spec.ts";

const labels: Readonly<Record<string, string>> = {
  password: "Password",
  otp: "One-time code",
  apiKey: "API key",
  authToken: "Auth token",
  serverKey: "Server key",
};

export function infoOf(spec: ProviderSpec): ProviderInfo {
  const { id, name, login, token, sessions } = spec;
  return {
    id,
    aliases: [],
    displayName: name,
    defaultBaseUrl: spec.baseUrl,
    principal: { label: spec.usernameLabel },
    loginFields: (login?.secrets ?? []).map((secret) => ({
      name: secret,
      label: labels[secret] ?? secret,
      need: secret === "otp" ? "taken" : "required",
    })),
    tokenLogin: { label: "Token", needsOneOf: [] },
    settings: [],
    sessionId: sessions?.id ?? { pattern: "(?!)", label: `none: ${name} ends no session by an id` },
    capabilities: capabilitiesOf(spec),
    machineToken: machineTokenOf(spec),
    api: { mediaType: spec.mediaType, credentialHeaders: [token.header], pages: null, successFlag: null },
    tokenVariable: `${id.toUpperCase()}_TOKEN`,
    loginEndsFormerSession: false,
    fromFile: true,
  };
}

function capabilitiesOf(spec: ProviderSpec): ProviderInfo["capabilities"] {
  const { login, logout, sessions, machineTokens, name } = spec;
  const has = (there: unknown, note: string): Capability =>
    there
      ? { supported: true, note }
      : {
          supported: false,
          note: `The provider file of ${name} names no request for it.`,
          instead: `Where ${name}'s API has one, add it to the file: fob provider add --help`,
        };
  const never = (note: string): Capability => ({
    supported: false,
    note,
    instead: "A provider with it is written in code. By hand: fob api",
  });
  const all: Record<CapabilityName, Capability> = {
    login: has(login, `With ${spec.usernameLabel} and ${login?.secrets.join(", ")}.`),
    token_login: has(true, "With a token that exists already."),
    whoami: has(true, "From the user's own record."),
    renew: never("A provider file describes no renewal."),
    logout: has(logout, "Ends the session at the server."),
    sessions_list: has(sessions, "Every session that the API shows to this login."),
    sessions_revoke: has(sessions?.revoke, "Any session by its id."),
    user_revoke: never("A provider file describes no way to end all sessions of another user."),
    machine_token: has(machineTokens, "As the provider file describes it."),
    machine_list: has(machineTokens?.list, "Every machine token that the API shows to this login."),
    machine_revoke: has(machineTokens?.revoke, "Any machine token by its id."),
    jwt: never("A provider file describes no JWTs."),
    otp: never("A provider file describes no second step of a login."),
    api: has(true, "Paths are below the base URL."),
  };
  return all;
}

function machineTokenOf({ machineTokens }: ProviderSpec): ProviderInfo["machineToken"] {
  if (machineTokens === null) return null;
  const names = namesIn(machineTokens.mint.request.body);
  return {
    takesName: names.includes("name"),
    takesReadOnly: names.includes("read_only"),
    takesExpiry: names.includes("expires_in") || names.includes("expires_at"),
    savable: true,
    needsSecret: null,
    idPattern: machineTokens.id.pattern,
  };
}
