import type { App } from "../../core/app.ts";
import { FobError } from "../../core/errors.ts";
import type { Profile } from "../../core/profile.ts";
import type { Login } from "../login.ts";
import { naming, openLogin } from "../use-login.ts";
import { type KnownIds, matchOf } from "./people.ts";
import type { Looked, Site } from "./words.ts";

/** What one login saw of the user. */
export interface Seen<T> {
  readonly login: Login;
  readonly rows: readonly T[];
  readonly complete: boolean;
}

export interface Look<T> {
  readonly seen: Seen<T> | null;
  readonly coverage: Looked;
}

type Read<T> = (login: Login) => Promise<Omit<Seen<T>, "login">>;

/**
 * Looks with every login of the site, the user's own last: they end with what they end. A login that fails hides
 * nothing of what the others see.
 */
export async function lookEverywhere<T>(
  app: App,
  site: Site,
  names: readonly string[],
  known: KnownIds,
  read: Read<T>,
): Promise<readonly Look<T>[]> {
  const active = site.profiles.filter(({ state }) => state === "active");
  const isOwn = (profile: Profile) => Number(matchOf(profile.identity, names) !== null);
  const looks: Look<T>[] = [];
  for (const profile of active.toSorted((a, b) => isOwn(a) - isOwn(b)))
    looks.push(await lookOnce(app, site, profile, { names, known, read }));
  if (looks.length > 0) return looks;
  const error = new FobError("not_logged_in", `No login at ${site.baseUrl} can look.`, {
    hint: `Log in: fob login ${site.provider} --base-url ${site.baseUrl}`,
    provider: site.provider,
  });
  const about = { profile: null, provider: site.provider, baseUrl: site.baseUrl, userIds: [...known.keys()] };
  return [{ seen: null, coverage: { ...about, status: "not_searched", complete: false, found: 0, error } }];
}

interface How<T> {
  readonly names: readonly string[];
  readonly known: KnownIds;
  readonly read: Read<T>;
}

async function lookOnce<T>(
  app: App,
  { provider, baseUrl }: Site,
  profile: Profile,
  { names, known, read }: How<T>,
): Promise<Look<T>> {
  const about = { profile: profile.name, provider, baseUrl };
  const target = { kind: "profile", profile, chosenBy: "flag" } as const;
  try {
    return await naming(target, async () => {
      const login = await openLogin(app, target);
      const lookup = await learnIds(app, login, names, known);
      const found = await read(login);
      const complete = found.complete && lookup === null;
      return {
        seen: { login, ...found },
        coverage: {
          ...about,
          status: lookup === null ? "searched" : "failed",
          complete,
          userIds: [...known.keys()],
          found: found.rows.length,
          error: lookup,
        },
      };
    });
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
    const userIds = [...known.keys()];
    return {
      seen: null,
      coverage: { ...about, status: "failed", complete: false, userIds, found: 0, error },
    };
  }
}

/** The server's own list of users knows ids that no login here does. It failing costs only what it would have told. */
async function learnIds(
  app: App,
  { provider, credential }: Login,
  names: readonly string[],
  known: KnownIds,
): Promise<FobError | null> {
  try {
    for await (const page of provider.listUsers?.(credential) ?? []) {
      app.budget.progressed();
      for (const user of page) {
        if (user.id === null || known.has(user.id) || matchOf(user, names) === null) continue;
        known.set(user.id, "user_list");
      }
    }
    return null;
  } catch (error) {
    if (error instanceof FobError) return error;
    throw error;
  }
}

/** Ids that the names themselves are count too, where the server shows something under them. */
export function isTheirs(userId: string | null, names: readonly string[], known: KnownIds): boolean {
  return userId !== null && (known.has(userId) || names.includes(userId));
}
