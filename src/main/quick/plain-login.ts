import { type Fields, isRecord, parseJson } from "../../core/narrow.ts";
import { timeForm } from "./plain-record.ts";

/** A login as a store keeps it, where nothing else is kept with it. */
export interface PlainLogin {
  readonly baseUrl: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly expiresAt: string | null;
}

/** What is taken here, platform/stores/envelope.ts takes in the same way (test/main/quick/plain-login.test.ts). */
export function plainLogin(text: string, ref: string): PlainLogin | null {
  const slots = parseJson(text);
  if (!hasKeys(slots, "v", "ref", "active", "pending", "pendingRevoke")) return null;
  const { v, active, pending, pendingRevoke } = slots;
  const isAlone = pending === null && Array.isArray(pendingRevoke) && pendingRevoke.length === 0;
  if (v !== 1 || slots.ref !== ref || !isAlone) return null;
  if (!hasKeys(active, "baseUrl", "secrets", "details", "expiresAt", "given")) return null;
  const { baseUrl, secrets, details, expiresAt, given } = active;
  if (typeof baseUrl !== "string" || baseUrl === "" || typeof given !== "boolean" || !areTexts(details))
    return null;
  if (!areTexts(secrets) || Object.values(secrets).includes("")) return null;
  const isTime = expiresAt === null || (typeof expiresAt === "string" && timeForm.test(expiresAt));
  return isTime ? { baseUrl, secrets, expiresAt } : null;
}

function hasKeys(value: unknown, ...keys: readonly string[]): value is Fields {
  return (
    isRecord(value) &&
    Object.keys(value).length === keys.length &&
    keys.every((key) => Object.hasOwn(value, key))
  );
}

function areTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every((text) => typeof text === "string");
}
