import type { MachineToken } from "../../core/provider.ts";
import type { SecretName } from "../../core/provider-info.ts";
import type { FieldPath } from "./field-path.ts";
import type { RequestSpec } from "./request.ts";

/** A provider file, read. What the API has not is null. */
export interface ProviderSpec {
  readonly id: string;
  readonly name: string;
  /** Null: the user gives one at login. */
  readonly baseUrl: string | null;
  readonly usernameLabel: string;
  readonly mediaType: string;
  readonly headers: Readonly<Record<string, string>>;
  /** How a request shows the token: in lower case, and the word before it. */
  readonly token: { readonly header: string; readonly scheme: string | null };
  /** Where a refusal says why. */
  readonly errorMessage: FieldPath | null;
  readonly login: LoginSpec | null;
  readonly whoami: WhoamiSpec;
  readonly logout: RequestSpec | null;
  readonly sessions: SessionsSpec | null;
  readonly machineTokens: MachineSpec | null;
}

/** Where an answer holds a new token. */
export type TokenPlace = { readonly header: string } | { readonly field: FieldPath };

export interface Expiry {
  readonly expiresAt: FieldPath | null;
  /** In seconds. */
  readonly expiresIn: FieldPath | null;
}

export interface LoginSpec extends Expiry {
  readonly request: RequestSpec;
  readonly secrets: readonly SecretName[];
  readonly token: TokenPlace;
  readonly sessionId: FieldPath | null;
  /** Statuses besides 401 by which the API refuses wrong credentials. */
  readonly refusals: readonly number[];
}

export interface WhoamiSpec {
  readonly request: RequestSpec;
  readonly id: FieldPath;
  readonly login: FieldPath | null;
  readonly name: FieldPath | null;
  readonly email: FieldPath | null;
}

export interface IdSpec {
  /** In the safe part of regular expressions that id-pattern.ts takes. */
  readonly pattern: string;
  readonly label: string;
}

export type Pages =
  | { readonly by: "cursor"; readonly query: string; readonly next: FieldPath }
  | { readonly by: "number"; readonly query: string; readonly first: number; readonly size: number | null }
  | { readonly by: "none" };

export interface RowsSpec {
  readonly request: RequestSpec;
  /** Null: the answer is the list. */
  readonly items: FieldPath | null;
  readonly id: FieldPath;
  readonly pages: Pages;
}

/** A list, and where each of its rows holds what. */
export interface ListSpec<Field extends string> extends RowsSpec {
  readonly fields: Readonly<Record<Field, FieldPath | null>>;
}

export const sessionFields = [
  "name",
  "machine",
  "read_only",
  "user_id",
  "device",
  "platform",
  "browser",
  "ip",
  "location",
  "created_at",
  "last_activity_at",
  "expires_at",
  "two_factor",
] as const;
export const machineFields = [
  "name",
  "revoked",
  "read_only",
  "user_id",
  "created_at",
  "last_activity_at",
  "expires_at",
] as const;

export interface SessionsSpec {
  readonly id: IdSpec;
  readonly list: ListSpec<(typeof sessionFields)[number]>;
  readonly revoke: RequestSpec | null;
}

export interface MintSpec extends Expiry {
  readonly request: RequestSpec;
  readonly token: TokenPlace;
  readonly id: FieldPath | null;
  readonly readOnly: FieldPath | null;
}

export interface MachineSpec {
  readonly id: IdSpec;
  readonly type: MachineToken["tokenType"];
  readonly mint: MintSpec;
  readonly list: ListSpec<(typeof machineFields)[number]> | null;
  readonly revoke: RequestSpec | null;
}
