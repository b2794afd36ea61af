import type { App } from "../../core/app.ts";
import type { Identity } from "../../core/identity.ts";
import type { Profile } from "../../core/profile.ts";
import { providerNamed } from "../providers.ts";
import type { MatchedBy, Site } from "./words.ts";

/** Whether one of the names is this identity's, and by what. Names are exact; addresses count alike in any case. */
export function matchOf(identity: Identity, names: readonly string[]): MatchedBy | null {
  for (const key of ["login", "email", "id"] as const) {
    const own = identity[key];
    if (own !== null && names.some((name) => isSame(own, name))) return key;
  }
  return null;
}

function isSame(own: string, name: string): boolean {
  return own === name || (name.includes("@") && own.toLowerCase() === name.toLowerCase());
}

/** The ids that stand for the user at one site, each with what made it known. */
export type KnownIds = Map<string, MatchedBy>;

/** From the logins of this machine, and the names themselves: one may be an id. */
export function idsKnownHere({ profiles }: Site, names: readonly string[]): KnownIds {
  const known: KnownIds = new Map();
  for (const { identity } of profiles) {
    const by = matchOf(identity, names);
    if (by !== null && identity.id !== null) known.set(identity.id, by);
  }
  return known;
}

/** Profiles by the address that they are at. */
export function sitesOf(app: App, profiles: readonly Profile[]): readonly Site[] {
  const sites = new Map<string, Profile[]>();
  for (const profile of profiles) {
    const key = JSON.stringify([profile.provider, profile.baseUrl]);
    sites.set(key, [...(sites.get(key) ?? []), profile]);
  }
  return [...sites.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { provider, baseUrl } = first;
    return [{ provider, baseUrl, info: providerNamed(app, provider).info, profiles: group }];
  });
}
