import { canonicalBaseUrl } from "../../core/base-url.ts";
import type { Identity } from "../../core/identity.ts";
import type { Fields } from "../../core/narrow.ts";
import { isRecord, parseJson } from "../../core/narrow.ts";
import type { Profile, ProfileState } from "../../core/profile.ts";
import { isProfileName } from "../../core/profile.ts";
import type { SessionRef } from "../../core/session.ts";
import type { StoreName } from "../../core/store.ts";
import { storeNames } from "../../core/store.ts";

const version = 1;
const states: readonly ProfileState[] = ["active", "pending_otp", "pending_link", "logged_out"];

export function encodeProfile(profile: Profile): string {
  const { name, provider, baseUrl, ref, store, state, identity, session, given, pendingRevokes, settings } =
    profile;
  const { id, login, name: fullName, email } = identity;
  const record = {
    v: version,
    name,
    provider,
    baseUrl,
    ref,
    store,
    state,
    identity: { id, login, name: fullName, email },
    session: { id: session.id, expiresAt: session.expiresAt?.toISOString() ?? null },
    given,
    pendingRevokes,
    settings,
  };
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** Keys that are not known are passed over; anything else that no fob of this version wrote is `damaged`. */
export function decodeProfile(text: string): Profile | "damaged" | "newer" {
  const value = parseJson(text);
  if (!isRecord(value)) return "damaged";
  if (typeof value.v === "number" && Number.isInteger(value.v) && value.v > version) return "newer";
  return value.v === version ? (profileOf(value) ?? "damaged") : "damaged";
}

function profileOf(fields: Fields): Profile | null {
  const { name, provider, baseUrl, ref, given, pendingRevokes } = fields;
  const store = storeNames.find((known: StoreName) => known === fields.store);
  const state = states.find((known) => known === fields.state);
  const identity = identityOf(fields.identity);
  const session = sessionOf(fields.session);
  const settings = settingsOf(fields.settings);
  if (typeof name !== "string" || !isProfileName(name) || !isBaseUrl(baseUrl)) return null;
  if (typeof provider !== "string" || provider === "" || typeof ref !== "string" || !isRef(ref)) return null;
  if (typeof given !== "boolean" || !isCount(pendingRevokes)) return null;
  if (!store || !state || !identity || !session || !settings) return null;
  return { name, provider, baseUrl, ref, store, state, identity, session, given, pendingRevokes, settings };
}

function identityOf(value: unknown): Identity | null {
  if (!isRecord(value)) return null;
  const { id, login, name, email } = value;
  const complete = isTextOrNull(id) && isTextOrNull(login) && isTextOrNull(name) && isTextOrNull(email);
  return complete ? { id, login, name, email } : null;
}

function sessionOf(value: unknown): SessionRef | null {
  if (!isRecord(value) || !isTextOrNull(value.id) || !isTextOrNull(value.expiresAt)) return null;
  const { id, expiresAt } = value;
  if (expiresAt === null) return { id, expiresAt };
  const date = new Date(expiresAt);
  return Number.isFinite(date.getTime()) && date.toISOString() === expiresAt ? { id, expiresAt: date } : null;
}

function settingsOf(value: unknown): Readonly<Record<string, string>> | null {
  if (!isRecord(value)) return null;
  const texts = Object.entries(value).flatMap(([key, text]) =>
    typeof text === "string" ? [[key, text]] : [],
  );
  return texts.length === Object.keys(value).length ? Object.fromEntries(texts) : null;
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isRef(text: string): boolean {
  return /^[A-Za-z0-9._@-]+$/.test(text);
}

/** Secrets are sent there, so it must be what was checked when it was written. */
function isBaseUrl(value: unknown): value is string {
  if (typeof value !== "string") return false;
  try {
    return canonicalBaseUrl(value) === value;
  } catch {
    return false;
  }
}
