import type { Credential, Slots } from "../../core/credential.ts";
import { FobError } from "../../core/errors.ts";
import type { Fields } from "../../core/narrow.ts";
import { isRecord, parseJson } from "../../core/narrow.ts";
import type { KeepSecret, Secret } from "../../core/secret.ts";
import { visible } from "../../core/visible.ts";

const version = 1;

/**
 * The text that a store keeps for one profile. Secrets are in clear in it: the store protects the whole.
 * A new field is a new version, so that an older fob never drops what it does not know.
 */
export function encodeSlots(ref: string, slots: Slots): string {
  return JSON.stringify({
    v: version,
    ref,
    active: slots.active === null ? null : encodeCredential(slots.active),
    pending: slots.pending === null ? null : encodeCredential(slots.pending),
    pendingRevoke: slots.pendingRevoke.map(encodeCredential),
  });
}

/** FobError `local_io` where the text is another profile's, damaged, or a newer fob's; no part of it is quoted. */
export function decodeSlots(ref: string, text: string, keep: KeepSecret): Slots {
  const value = parseJson(text);
  if (!isRecord(value)) throw damaged(ref);
  if (typeof value.v === "number" && Number.isInteger(value.v) && value.v > version) throw newer(ref);
  const slots = value.v === version && value.ref === ref ? slotsOf(value, keep) : undefined;
  if (slots === undefined) throw damaged(ref);
  return slots;
}

function encodeCredential(credential: Credential): unknown {
  const { baseUrl, secrets, details, expiresAt, given } = credential;
  return {
    baseUrl,
    secrets: Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, clear(secret)])),
    details,
    expiresAt: expiresAt === null ? null : expiresAt.toISOString(),
    given,
  };
}

function clear(secret: Secret): string {
  const value = secret.reveal();
  if (value === "") throw new FobError("bug", "An empty secret was about to be stored; nothing was written.");
  return value;
}

/** Undefined, here and below, for what no fob has written. */
function slotsOf(fields: Fields, keep: KeepSecret): Slots | undefined {
  if (!hasOnly(fields, "v", "ref", "active", "pending", "pendingRevoke")) return undefined;
  if (!Array.isArray(fields.pendingRevoke)) return undefined;
  const active = credentialOrNull(fields.active, keep);
  const pending = credentialOrNull(fields.pending, keep);
  const pendingRevoke = fields.pendingRevoke.map((entry: unknown) => credentialOf(entry, keep));
  if (active === undefined || pending === undefined || !pendingRevoke.every(isDefined)) return undefined;
  return { active, pending, pendingRevoke };
}

function credentialOrNull(value: unknown, keep: KeepSecret): Credential | null | undefined {
  return value === null ? null : credentialOf(value, keep);
}

function credentialOf(value: unknown, keep: KeepSecret): Credential | undefined {
  if (!isRecord(value) || !hasOnly(value, "baseUrl", "secrets", "details", "expiresAt", "given"))
    return undefined;
  const { baseUrl, given } = value;
  const secrets = textsOf(value.secrets);
  const details = textsOf(value.details);
  const expiresAt = value.expiresAt === null ? null : dateOf(value.expiresAt);
  if (typeof baseUrl !== "string" || baseUrl === "" || typeof given !== "boolean") return undefined;
  if (secrets === undefined || details === undefined || expiresAt === undefined) return undefined;
  const kept = Object.entries(secrets).map(([name, text]) => [name, text === "" ? undefined : keep(text)]);
  if (!kept.every(([, secret]) => isDefined(secret))) return undefined;
  return { baseUrl, secrets: Object.fromEntries(kept), details, expiresAt, given };
}

function textsOf(value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isRecord(value)) return undefined;
  const texts = Object.entries(value).flatMap(([name, text]) =>
    typeof text === "string" ? [[name, text]] : [],
  );
  return texts.length === Object.keys(value).length ? Object.fromEntries(texts) : undefined;
}

/** Only the one spelling that `toISOString` gives: a date without a zone would mean another time elsewhere. */
function dateOf(value: unknown): Date | undefined {
  const date = typeof value === "string" ? new Date(value) : undefined;
  const valid = date !== undefined && Number.isFinite(date.getTime()) && date.toISOString() === value;
  return valid ? date : undefined;
}

function hasOnly(fields: Fields, ...keys: readonly string[]): boolean {
  return Object.keys(fields).length === keys.length && keys.every((key) => Object.hasOwn(fields, key));
}

function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined;
}

export function damaged(ref: string): FobError {
  return new FobError(
    "local_io",
    `The secrets stored under ${visible(ref)} are damaged; they were left as they are.`,
    {
      hint: "Start over: fob logout PROFILE --local-only, then fob login.",
    },
  );
}

function newer(ref: string): FobError {
  return new FobError(
    "local_io",
    `The secrets stored under ${visible(ref)} were written by a newer fob; they were left as they are.`,
    { hint: "Update fob on this machine." },
  );
}
