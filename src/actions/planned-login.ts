import type { SettingField } from "../core/provider-info.ts";
import { shellQuoted } from "../core/shell.ts";
import { visible } from "../core/visible.ts";
import { loginCommand } from "./login-command.ts";
import type { LoginPlan } from "./login-plan.ts";
import { defaultBaseUrl } from "./use-login.ts";

/**
 * The login once more, as a command. Where no record tells its address, its user and its settings, they are said: without
 * them the secrets would go to the provider's own address.
 */
export function plannedLogin({ definition, name, site, former, username }: LoginPlan): string {
  const command = loginCommand(definition.info.id, name);
  if (former !== null) return command;
  const isOwn = site.baseUrl === defaultBaseUrl(definition, site.settings);
  return [
    command,
    ...(isOwn ? [] : [`--base-url ${word(site.baseUrl)}`]),
    ...(username === null ? [] : [`--username ${word(username)}`]),
    ...setByUser(definition.info.settings, site.settings),
  ].join(" ");
}

function word(text: string): string {
  return shellQuoted(visible(text));
}

/** What is made up at random for a profile, and what would be the same again, is not said. */
function setByUser(
  fields: readonly SettingField[],
  settings: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.entries(settings).flatMap(([key, value]) => {
    const fallback = fields.find((field) => field.key === key)?.fallback;
    return value === fallback || typeof fallback === "object" ? [] : [`--set ${key}=${word(value)}`];
  });
}
