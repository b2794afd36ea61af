import { capabilityNames, type ProviderInfo } from "../../core/provider-info.ts";
import { list, nullable, object, oneOf, text, truth, wordLike } from "../schema/words.ts";

export const providerSchema = object({
  provider: text,
  name: text,
  source: oneOf("built_in", "file"),
  aliases: list(text),
  base_url: nullable(text),
  login: object({
    username: text,
    secrets: list(object({ name: text, label: text, need: oneOf("required", "offered", "taken") })),
    token: text,
  }),
  settings: list(object({ key: text, label: text, pattern: text, default: nullable(text) })),
  session_id: object({ pattern: text, label: text }),
  token_variable: text,
  capabilities: list(
    object({ name: wordLike(capabilityNames), supported: truth, note: text, instead: nullable(text) }),
  ),
});

export function providerJson(info: ProviderInfo) {
  return {
    provider: info.id,
    name: info.displayName,
    source: info.fromFile ? "file" : "built_in",
    aliases: info.aliases,
    base_url: info.defaultBaseUrl,
    login: {
      username: info.principal.label,
      secrets: info.loginFields.map(({ name, label, need }) => ({ name, label, need })),
      token: info.tokenLogin.label,
    },
    settings: info.settings.map(({ key, label, pattern, fallback }) => ({
      key,
      label,
      pattern,
      default: typeof fallback === "string" ? fallback : null,
    })),
    session_id: info.sessionId,
    token_variable: info.tokenVariable,
    capabilities: capabilityNames.map((name) => {
      const { supported, note, instead } = info.capabilities[name];
      return { name, supported, note, instead: instead ?? null };
    }),
  };
}
