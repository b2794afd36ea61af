import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { Profile } from "../core/profile.ts";
import { nextSteps, type Step } from "./next-steps.ts";
import { storeFor } from "./stored.ts";
import { offlineState, type WhoamiReport, type WhoamiState, whoAmI } from "./who-am-i.ts";

export type OverviewState = Exclude<WhoamiState, "unverified"> | "no_login" | "unclear";

/** What a command without a flag would act on, as the records have it, and what its user can do next. */
export interface Overview {
  readonly state: OverviewState;
  /** Null where none is stored, and where it is not clear which one is meant. */
  readonly login: WhoamiReport | null;
  /** Why it is not clear. */
  readonly problem: FobError | null;
  readonly profiles: readonly { readonly profile: Profile; readonly state: OverviewState }[];
  /** A login would have no keychain to rest in. */
  readonly lacksKeychain: boolean;
  readonly next: readonly Step[];
}

/** No store is opened and nothing is sent, so it is quick and always has an answer. */
export async function overview(app: App): Promise<Overview> {
  const profiles = await readable(app);
  try {
    const login = await whoAmI(app, true);
    if (login.profile === null && login.source === null) return { ...(await noLogin(app)), profiles };
    const state = login.state === "unverified" ? "unclear" : login.state;
    const next = nextSteps(app, login);
    return {
      state,
      login,
      problem: null,
      profiles,
      lacksKeychain: false,
      next: [...next, ...retries(profiles)],
    };
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
    return { ...nothing, state: "unclear", problem: error, profiles, next: retries(profiles) };
  }
}

/** Of a profile that is still logged in, its logout would end more than what waits. */
function retries(profiles: Overview["profiles"]): readonly Step[] {
  return profiles
    .filter(({ profile }) => profile.pendingRevokes > 0 && profile.state === "logged_out")
    .map(({ profile }) => ({
      command: `fob logout ${profile.name}`,
      what: "try again to end its former session",
    }));
}

const nothing = { login: null, problem: null, lacksKeychain: false, next: [] } as const;

async function noLogin(app: App): Promise<Omit<Overview, "profiles">> {
  const lacksKeychain = (await storeFor(app, null)) === "keychain" && !(await app.keychainInSight());
  return { ...nothing, state: "no_login", lacksKeychain, next: firstSteps };
}

const firstSteps: readonly Step[] = [
  { command: "fob login", what: "log in at a provider" },
  { command: "fob demo", what: "see the whole story first, against a sandbox" },
  { command: "fob sandbox", what: "try it yourself, without an account" },
];

/** The records may be what cannot be read. */
async function readable(app: App): Promise<Overview["profiles"]> {
  try {
    const { profiles } = await app.records.list();
    const now = app.clock.now();
    return profiles.map((profile) => ({ profile, state: offlineState(profile, now) }));
  } catch (error) {
    if (error instanceof FobError) return [];
    throw error;
  }
}
