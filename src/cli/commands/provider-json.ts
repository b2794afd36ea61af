import { capabilityNames, type ProviderInfo } from "../../core/provider-info.ts";

export function providerJson(info: ProviderInfo) {
  return {
    provider: info.id,
    name: info.displayName,
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
