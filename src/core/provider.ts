import type { Clock } from "./clock.ts";
import type { Credential } from "./credential.ts";
import type { Http } from "./http.ts";
import type { Identity } from "./identity.ts";
import type { CapabilityName, ProviderInfo, Secrets } from "./provider-info.ts";
import type { KeepSecret, Secret } from "./secret.ts";
import type { RevokeResult, Session, SessionRef } from "./session.ts";

export interface LoginInput {
  readonly username: string | null;
  readonly secrets: Secrets;
  readonly settings: Readonly<Record<string, string>>;
  /** The id of the user whose login the profile has, or had before; null or absent where it is new. */
  readonly knownUser?: string | null;
}

/** An existing token, with what the call gives besides: an API key that goes with it, a user id. */
export interface TokenInput extends LoginInput {
  readonly token: Secret;
}

export interface Notice {
  readonly code: string;
  readonly message: string;
}

/** A login that the provider has proven. */
export interface Grant {
  readonly credential: Credential;
  readonly identity: Identity;
  readonly session: SessionRef;
  readonly notices: readonly Notice[];
}

export type LoginStep =
  | { readonly kind: "granted"; readonly grant: Grant }
  /** A code is needed; `pending` is what `otp.answer` wants back, `hint` what to tell the user. */
  | { readonly kind: "otp"; readonly pending: Credential; readonly identity: Identity; readonly hint: string }
  /** A link in an e-mail is to be followed; afterwards the user logs in again. */
  | { readonly kind: "link"; readonly identity: Identity; readonly hint: string };

export interface Whoami {
  readonly identity: Identity;
  readonly session: SessionRef;
}

export type MachineNeed = Extract<CapabilityName, "machine_list" | "machine_revoke">;

export interface MintRequest {
  readonly name: string | null;
  readonly readOnly: boolean;
  readonly expiresInS: number | null;
  readonly secrets: Secrets;
}

export interface MachineToken {
  readonly id: string | null;
  readonly name: string | null;
  readonly token: Secret;
  readonly tokenType: "session" | "jwt" | "api_key" | "auth_token";
  readonly readOnly: boolean | null;
  readonly expiresAt: Date | null;
  /** The token as a login of its own, for `--save-as`; null where it cannot serve as one. */
  readonly credential: Credential | null;
  readonly notices: readonly Notice[];
}

/** A machine token as the server lists it: never with its value. What the server does not tell is null. */
export interface ListedToken {
  readonly id: string;
  readonly name: string | null;
  readonly tokenType: MachineToken["tokenType"];
  /** The server still lists it, and no longer takes it. */
  readonly revoked: boolean;
  /** It is the token that asked. */
  readonly current: boolean;
  readonly readOnly: boolean | null;
  readonly userId: string | null;
  readonly createdAt: Date | null;
  readonly lastActivityAt: Date | null;
  readonly expiresAt: Date | null;
}

/** How a credential is shown to the provider, for `token print`. */
export interface TokenForm {
  readonly raw: Secret;
  readonly headers: Readonly<Record<string, Secret>>;
}

export interface OtpAnswer {
  readonly code: Secret;
  readonly password: Secret | null;
}

/**
 * One API. A capability is a member that is there or is not, and `info.capabilities` says the same with the reason;
 * test/contract/provider.ts holds the two together. Every method throws FobError: `bad_credentials`, `refused`,
 * `forbidden`, `login_expired` (the credential is dead), `bad_answer`, `provider_error`, and what Http throws.
 */
export interface Provider {
  login(input: LoginInput): Promise<LoginStep>;
  /** The credential that a token makes by itself: nothing is sent, nothing is proven, `given` is true. */
  fromToken(input: TokenInput): Credential;
  /** Takes on a token that exists already, proving it and finding whose it is. */
  adopt(input: TokenInput): Promise<Grant>;
  whoami(credential: Credential): Promise<Whoami>;
  /** `path` is the encoded path below the base URL, where that matters: a cookie may be for a part of it. */
  tokenForm(credential: Credential, path?: string): TokenForm;
  logout?(credential: Credential): Promise<RevokeResult>;
  /** A fresh credential in place of one that expires; `secrets` are what this call was given besides. */
  renew?(credential: Credential, secrets: Secrets): Promise<Grant>;
  readonly sessions?: {
    /** Pages in order; no id twice. */
    list(credential: Credential, query?: ListQuery): AsyncIterable<readonly Session[]>;
  };
  revokeSession?(credential: Credential, id: string): Promise<RevokeResult>;
  /** Every user whom the API shows to this login: finds the id that goes with a name. Pages in order, no id twice. */
  listUsers?(credential: Credential): AsyncIterable<readonly Identity[]>;
  /** Ends every session of one user, with an administrator's token. */
  revokeUser?(userId: string, adminToken: Secret): Promise<RevokeResult>;
  mintMachineToken?(credential: Credential, request: MintRequest): Promise<MachineToken>;
  /** Of every user that the server shows; pages in order, no id twice. */
  listMachineTokens?(credential: Credential): AsyncIterable<readonly ListedToken[]>;
  revokeMachineToken?(credential: Credential, id: string): Promise<RevokeResult>;
  /**
   * FobError `unsupported` where this server lacks what its API may have; asked before anything is minted. Absent
   * where every server has what the API has.
   */
  checkServer?(needs: readonly MachineNeed[]): Promise<void>;
  mintJwt?(credential: Credential, expiresInS: number | null): Promise<MachineToken>;
  readonly otp?: {
    /** The password has to be sent again with the code. */
    readonly asksPassword: boolean;
    answer(pending: Credential, answer: OtpAnswer): Promise<Grant>;
  };
}

/** How a list is asked for. An API that cannot narrow it sends all, and what is not wanted is dropped by the caller. */
export interface ListQuery {
  readonly kind: Session["kind"] | null;
  /** How many there are, as soon and as often as the server tells. */
  total(count: number): void;
  /** The list changed while it was read: one may be missing. */
  moved(): void;
}

export interface ProviderDeps {
  readonly http: Http;
  readonly clock: Clock;
  readonly keep: KeepSecret;
  /** The base URL that `http` sends to; credentials are bound to it. */
  readonly baseUrl: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** What is known of a provider before it is used. */
export interface KnownProvider {
  readonly info: ProviderInfo;
}

export interface ProviderDefinition extends KnownProvider {
  create(deps: ProviderDeps): Provider;
}
