import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import { matchesWhole } from "../core/pattern.ts";
import type { Profile } from "../core/profile.ts";
import type { ProviderInfo, SettingField } from "../core/provider-info.ts";
import { visible } from "../core/visible.ts";

/** Settings that every provider takes. */
export const commonSettings: readonly SettingField[] = [
  {
    key: "caFile",
    label: "PEM file of certificate authorities to trust besides the usual ones",
    pattern: ".+",
  },
];

/** What this call sets, over what the profile had, over the provider's defaults. */
export function loginSettings(
  app: App,
  info: ProviderInfo,
  former: Profile | null,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const fields = [...info.settings, ...commonSettings];
  for (const [key, value] of Object.entries(given)) checkSetting(fields, key, value, info);
  const settings = fields.flatMap(({ key, fallback }) => {
    const value = given[key] ?? former?.settings[key] ?? (isRandom(fallback) ? app.randomId() : fallback);
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(settings);
}

function isRandom(fallback: SettingField["fallback"]): fallback is { readonly random: true } {
  return typeof fallback === "object";
}

function checkSetting(fields: readonly SettingField[], key: string, value: string, info: ProviderInfo): void {
  const field = fields.find((one) => one.key === key);
  if (field === undefined) {
    throw new FobError("usage", `${info.displayName} has no setting ${visible(key)}.`, {
      hint: `It has: ${fields.map((one) => one.key).join(", ")}`,
    });
  }
  if (matchesWhole(field.pattern, value)) return;
  throw new FobError("usage", `The setting ${key} cannot be ${visible(value).slice(0, 80)}.`, {
    hint: `${field.label}; it must match ${field.pattern}`,
  });
}
