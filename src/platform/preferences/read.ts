import { FobError } from "../../core/errors.ts";
import { isRecord, parseJson } from "../../core/narrow.ts";
import type { Preferences } from "../../core/preferences.ts";
import { isProfileName } from "../../core/profile.ts";
import { storeNames } from "../../core/store.ts";
import { visible } from "../../core/visible.ts";

export function decode(text: string | null): Preferences | "damaged" {
  if (text === null) return { defaultProfile: null, store: null, storeUrl: null, audit: null };
  const value = parseJson(text);
  if (!isRecord(value)) return "damaged";
  const defaultProfile = value.defaultProfile ?? null;
  const storeUrl = value.storeUrl ?? null;
  const store = storeNames.find((known) => known === value.store) ?? null;
  const audit = typeof value.audit === "boolean" ? value.audit : null;
  const isLeftOut = store !== (value.store ?? null) || audit !== (value.audit ?? null);
  if (isLeftOut || !isTextOrNull(storeUrl) || !isNameOrNull(defaultProfile)) return "damaged";
  return { defaultProfile, store, storeUrl, audit };
}

function isNameOrNull(value: unknown): value is string | null {
  return isTextOrNull(value) && (value === null || isProfileName(value));
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}

export function damaged(path: string, fate: string): FobError {
  return new FobError("local_io", `The preferences in ${visible(path)} are damaged; the file ${fate}.`, {
    hint: "Move it away, then set the preferences again: fob profile use PROFILE, fob store use NAME.",
  });
}
