import type { App } from "../core/app.ts";
import type { Credential, Slots } from "../core/credential.ts";
import { FobError } from "../core/errors.ts";
import type { Profile } from "../core/profile.ts";
import { providerFor } from "./use-login.ts";

export type EndedAtServer = "revoked" | "already_gone" | "unsupported" | "failed" | "skipped";

interface Ended {
  readonly server: EndedAtServer;
  readonly left: readonly Credential[];
  readonly error: FobError | null;
}

export const skipped: Ended = { server: "skipped", left: [], error: null };

/** Ends at the server what waits for it, and the login in use unless it is to stay or was only given. */
export async function endAll(
  app: App,
  profile: Profile,
  slots: Slots,
  how: { readonly keepActive?: boolean },
): Promise<Ended> {
  const own = slots.active !== null && !slots.active.given && !how.keepActive ? [slots.active] : [];
  const toEnd = [...slots.pendingRevoke, ...own];
  if (toEnd.length === 0) return skipped;
  const results: Ended[] = [];
  for (const credential of toEnd) results.push(await endOne(app, profile, credential));
  const failed = results.find(({ error }) => error !== null);
  return { ...(failed ?? results.at(-1) ?? skipped), left: results.flatMap(({ left }) => left) };
}

async function endOne(app: App, profile: Profile, credential: Credential): Promise<Ended> {
  try {
    const provider = await providerFor(app, profile, credential);
    return { ...skipped, server: (await provider.logout?.(credential)) ?? "unsupported" };
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
    return { server: "failed", left: [credential], error };
  }
}
