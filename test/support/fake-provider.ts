import type { Credential } from "../../src/core/credential.ts";
import type { Identity } from "../../src/core/identity.ts";
import type { Grant, Provider, ProviderDefinition } from "../../src/core/provider.ts";
import type { Capability, CapabilityName, ProviderInfo } from "../../src/core/provider-info.ts";
import { capabilityNames } from "../../src/core/provider-info.ts";
import { Secret } from "../../src/core/secret.ts";
import type { Session } from "../../src/core/session.ts";

export const address = "https://api.example.com/v1";

export function credentialOf(token: string, more: Partial<Credential> = {}): Credential {
  return {
    baseUrl: address,
    secrets: { token: new Secret(token) },
    details: {},
    expiresAt: null,
    given: false,
    ...more,
  };
}

export const ann: Identity = { id: "7", login: "ann", name: "Ann", email: "ann@example.com" };

export function grantOf(token: string, more: Partial<Grant> = {}): Grant {
  return {
    credential: credentialOf(token),
    identity: ann,
    session: { id: `s-${token}`, expiresAt: null },
    notices: [],
    ...more,
  };
}

/** The token of a credential, as tests name it. */
export function tokenOf(credential: Credential | null | undefined): string | null {
  return credential?.secrets.token?.reveal() ?? null;
}

export const blankSession: Session = {
  id: "1",
  kind: "user",
  name: null,
  current: false,
  readOnly: null,
  userId: "7",
  device: null,
  platform: null,
  browser: null,
  ip: null,
  location: null,
  createdAt: null,
  lastActivityAt: null,
  expiresAt: null,
  twoFactor: null,
  revocable: true,
};

/** Pages of sessions, each a list of what differs from the blank one. */
export function pagesOf(...pages: readonly (readonly Partial<Session>[])[]) {
  return async function* (): AsyncGenerator<readonly Session[]> {
    for (const page of pages) yield page.map((one) => ({ ...blankSession, ...one }));
  };
}

export interface FakeProviderOptions {
  readonly id?: string;
  readonly info?: Partial<ProviderInfo>;
  readonly members?: Partial<Provider>;
}

/** A provider of the members that the test gives; every other call fails, and `note` hears of each. */
export function fakeProvider(
  { id = "acme", info = {}, members = {} }: FakeProviderOptions,
  note: (event: string) => void,
): ProviderDefinition {
  const unexpected = (name: string) => () => {
    throw new Error(`unexpected call: ${id} ${name}`);
  };
  const provider: Provider = {
    login: unexpected("login"),
    fromToken: unexpected("fromToken"),
    adopt: unexpected("adopt"),
    whoami: unexpected("whoami"),
    tokenForm: unexpected("tokenForm"),
    ...heard(members, id, note),
  };
  return { info: { ...infoOf(id, members), ...info }, create: () => provider };
}

const arguments_: Readonly<Record<string, (args: readonly unknown[]) => string>> = {
  logout: ([credential]) => ` ${tokenOf(credential as Credential)}`,
  whoami: ([credential]) => ` ${tokenOf(credential as Credential)}`,
  renew: ([credential]) => ` ${tokenOf(credential as Credential)}`,
  revokeSession: ([, id]) => ` ${String(id)}`,
  revokeMachineToken: ([, id]) => ` ${String(id)}`,
};

/** The members, each telling of its calls as `acme logout t-1`. */
function heard(members: Partial<Provider>, id: string, note: (event: string) => void): Partial<Provider> {
  const entries = Object.entries(members).map(([name, member]) => {
    if (typeof member !== "function") return [name, member];
    const call = (...args: unknown[]) => {
      note(`${id} ${name}${arguments_[name]?.(args) ?? ""}`);
      return Reflect.apply(member, undefined, args);
    };
    return [name, call];
  });
  return Object.fromEntries(entries);
}

const memberOf: Readonly<Record<CapabilityName, keyof Provider | null>> = {
  login: null,
  token_login: null,
  whoami: null,
  renew: "renew",
  logout: "logout",
  sessions_list: "sessions",
  sessions_revoke: "revokeSession",
  user_revoke: "revokeUser",
  machine_token: "mintMachineToken",
  machine_list: "listMachineTokens",
  machine_revoke: "revokeMachineToken",
  jwt: "mintJwt",
  otp: "otp",
  api: null,
};

function infoOf(id: string, members: Partial<Provider>): ProviderInfo {
  const capabilities = capabilityNames.map((name): [string, Capability] => {
    const member = memberOf[name];
    const supported = member === null || members[member] !== undefined;
    return [name, { supported, note: supported ? "Yes." : `No ${name}.`, instead: "By hand." }];
  });
  return {
    id,
    aliases: [`${id}-too`],
    displayName: id.toUpperCase(),
    defaultBaseUrl: address,
    principal: { label: "User name" },
    loginFields: [{ name: "password", label: "Password", need: "required" }],
    tokenLogin: { label: "Token", needsOneOf: [] },
    settings: [],
    sessionId: { pattern: "[1-9][0-9]*", label: "digits" },
    capabilities: Object.fromEntries(capabilities) as ProviderInfo["capabilities"],
    machineToken:
      members.mintMachineToken === undefined
        ? null
        : {
            takesName: true,
            takesReadOnly: true,
            takesExpiry: true,
            savable: true,
            needsSecret: null,
            idPattern: "[1-9][0-9]*",
          },
    api: {
      mediaType: "application/json",
      credentialHeaders: ["x-auth-token"],
      pages: null,
      successFlag: null,
    },
    tokenVariable: `${id.toUpperCase()}_TOKEN`,
    loginEndsFormerSession: false,
  };
}
