import type { RateLimits } from "./rate-limit.ts";
import type { Secret } from "./secret.ts";

export const secretNames = [
  "password",
  "token",
  "otp",
  "apiKey",
  "authToken",
  "serverKey",
  "adminToken",
  "storePassword",
] as const;
export type SecretName = (typeof secretNames)[number];
export type Secrets = Partial<Readonly<Record<SecretName, Secret>>>;

/** One secret that a login takes. */
export interface SecretField {
  readonly name: SecretName;
  readonly label: string;
  /** `required`: asked for, or exit 2. `offered`: asked for on a terminal, may stay empty. `taken`: used when given. */
  readonly need: "required" | "offered" | "taken";
  readonly maxLength?: number;
}

export interface SettingField {
  readonly key: string;
  readonly label: string;
  /** What the value must look like, as the source of a regular expression that must match it whole. */
  readonly pattern: string;
  /** The value when none is given. `random` is an id made up once for the profile. */
  readonly fallback?: string | { readonly random: true };
}

export const capabilityNames = [
  "login",
  "token_login",
  "whoami",
  "renew",
  "logout",
  "sessions_list",
  "sessions_revoke",
  "user_revoke",
  "machine_token",
  "machine_list",
  "machine_revoke",
  "jwt",
  "otp",
  "api",
] as const;
export type CapabilityName = (typeof capabilityNames)[number];

/** Whether the API has it, and why not or how, in one sentence for people. */
export interface Capability {
  readonly supported: boolean;
  readonly note: string;
  /** Where to do it by hand. */
  readonly instead?: string;
}

/** What a request of the user's own has to know of an API. */
export interface ApiInfo {
  /** Of the bodies it takes and gives. */
  readonly mediaType: string;
  /** Headers that carry a login, in lower case; `{key}` stands for a setting. */
  readonly credentialHeaders: readonly string[];
  /** How its lists come in pages. Null: not in a way that every list shares. */
  readonly pages: "json_api" | null;
  /** Below this path an object without this flag set to true is a refusal, whatever its status. */
  readonly successFlag: { readonly below: string; readonly name: string } | null;
}

/** What a provider is, as data: `fob provider show` prints it, `login` asks by it, the contract suite checks it. */
export interface ProviderInfo {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly displayName: string;
  /** `{key}` stands for a setting. Null: the user must give one. */
  readonly defaultBaseUrl: string | null;
  readonly principal: { readonly label: string; readonly maxLength?: number };
  /** What a login by secret asks; a login by `--token-stdin` asks none of it. */
  readonly loginFields: readonly SecretField[];
  /** What a login with an existing token needs besides it. */
  readonly tokenLogin: { readonly label: string; readonly needsOneOf: readonly ("username" | "userId")[] };
  readonly settings: readonly SettingField[];
  /** What the API publishes of how fast it may be asked; kept to unless the setting `rateLimit` is `off`. */
  readonly rateLimits?: RateLimits;
  /** To wait after a 429 that does not say how long; absent: soon, and longer each time. */
  readonly pauseMs?: number;
  /** The grammar of the ids that `sessions revoke` takes, as the source of a regular expression. */
  readonly sessionId: { readonly pattern: string; readonly label: string };
  readonly capabilities: Readonly<Record<CapabilityName, Capability>>;
  readonly machineToken: {
    readonly takesName: boolean;
    readonly takesReadOnly: boolean;
    readonly takesExpiry: boolean;
    /** Such a token can serve as a login, for `--save-as`. */
    readonly savable: boolean;
    readonly needsSecret: SecretName | null;
    /** The grammar of such a token's id, as the source of a regular expression. */
    readonly idPattern: string;
  } | null;
  readonly api: ApiInfo;
  /** The environment variable under which this API's own tools look for a token. */
  readonly tokenVariable: string;
  /** Registering again ends this device's earlier session, so `login` has none to end. */
  readonly loginEndsFormerSession: boolean;
  /** Described by a file of the user's own, and no part of fob. */
  readonly fromFile?: true;
}
