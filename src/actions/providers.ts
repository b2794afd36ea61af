import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { KnownProvider } from "../core/provider.ts";
import type { CapabilityName, ProviderInfo } from "../core/provider-info.ts";
import type { Target } from "./target.ts";

/** By id or alias. FobError of its own for one whose file is there and was not confirmed. */
export function providerNamed(app: Pick<App, "providers" | "providerFiles">, id: string): KnownProvider {
  const found = app.providers.find(({ info }) => info.id === id || info.aliases.includes(id));
  if (found !== undefined) return found;
  const refusal = app.providerFiles.refused.get(id);
  if (refusal !== undefined) throw refusal;
  const ids = app.providers.map(({ info }) => info.id).join(", ");
  throw new FobError("usage", "There is no such provider.", { hint: `Choose one of: ${ids}` });
}

export function providerOf(app: Pick<App, "providers" | "providerFiles">, target: Target): KnownProvider {
  return providerNamed(app, target.kind === "env" ? target.login.provider : target.profile.provider);
}

/** What an API has not is said before anything is read or sent, with the reason and where to do it by hand. */
export function requireCapability(info: ProviderInfo, name: CapabilityName): void {
  const { supported, note, instead } = info.capabilities[name];
  if (supported) return;
  throw new FobError("unsupported", `${info.displayName}: ${note}`, { hint: instead, provider: info.id });
}
