import type { App } from "../core/app.ts";
import type { Profile } from "../core/profile.ts";
import type { ProviderInfo } from "../core/provider-info.ts";
import { visible } from "../core/visible.ts";

/** A token that was given to fob is not fob's to end, and from now on no profile holds it. */
export function warnOfReplaced(app: App, info: ProviderInfo, former: Profile, now: string | null): void {
  const { name, given, session } = former;
  const way = wayToEnd(info);
  if (!given || session.id === null || session.id === now || way === null) return;
  const message = `The token that ${name} held was given to fob, so its session lives on. To end it: ${way} ${visible(session.id)} --profile ${name}`;
  app.warn({ code: "session_lives_on", message });
}

function wayToEnd({ capabilities }: ProviderInfo): string | null {
  if (capabilities.sessions_revoke.supported) return "fob sessions revoke";
  return capabilities.machine_revoke.supported ? "fob token machine revoke" : null;
}
