import type { App, ChosenBy } from "../core/app.ts";
import { FobError, isFobError } from "../core/errors.ts";
import { checkSameUser, type Identity, nobody } from "../core/identity.ts";
import type { Profile } from "../core/profile.ts";
import type { SessionRef } from "../core/session.ts";
import type { StoreName } from "../core/store.ts";
import type { Login } from "./login.ts";
import { expiredLogin, notActive } from "./login-state.ts";
import { providerNamed } from "./providers.ts";
import { allProfiles, checkNoneNamed, chooseTarget, type Target, unreadableProfiles } from "./target.ts";
import { withLogin } from "./use-login.ts";

export type WhoamiState =
  | "active"
  | "expired"
  | "pending_otp"
  | "pending_link"
  | "unverified"
  | "not_logged_in";

export interface WhoamiReport {
  readonly profile: string | null;
  readonly provider: string | null;
  readonly state: WhoamiState;
  /** The server has just said so. */
  readonly verified: boolean;
  readonly identity: Identity;
  readonly session: SessionRef;
  /** `offline_copy`: the shared database is away, and this machine's copy was used. */
  readonly source: StoreName | "env" | "offline_copy" | null;
  readonly chosenBy: ChosenBy | null;
  /** Why the state is not `active`. */
  readonly failure: FobError | null;
}

const unknown = { verified: false, identity: nobody, session: { id: null, expiresAt: null } } as const;

export async function whoAmI(app: App, offline: boolean): Promise<WhoamiReport> {
  let target: Target;
  try {
    target = await chooseTarget(app);
  } catch (error) {
    if (!isFobError(error, "not_logged_in")) throw error;
    return {
      ...unknown,
      profile: null,
      provider: null,
      state: "not_logged_in",
      source: null,
      chosenBy: null,
      failure: error,
    };
  }
  return offline ? reportOffline(app, target) : reportOnline(app, target);
}

/** Every profile, asked at the same time; `chosenBy` has no meaning here. */
export async function everyWhoAmI(app: App, offline: boolean): Promise<readonly WhoamiReport[]> {
  checkNoneNamed(app, "--all");
  const profiles = await allProfiles(app);
  const reports = profiles.map(async (profile): Promise<WhoamiReport> => {
    const target: Target = { kind: "profile", profile, chosenBy: "flag" };
    return { ...(await (offline ? reportOffline(app, target) : reportOnline(app, target))), chosenBy: null };
  });
  const unreadable = (await unreadableProfiles(app)).map(
    ({ profile, error }): WhoamiReport => ({
      ...{ ...unknown, profile, provider: null, state: "unverified" },
      ...{ source: null, chosenBy: null, failure: error },
    }),
  );
  return [...(await Promise.all(reports)), ...unreadable];
}

async function reportOnline(app: App, target: Target): Promise<WhoamiReport> {
  try {
    const { profile, definition, identity, session } = await withLogin(app, target, asked);
    return {
      ...about(app, target),
      provider: definition.info.id,
      state: "active",
      verified: true,
      identity: completed(identity, profile?.identity ?? nobody),
      session: {
        id: session.id ?? profile?.session.id ?? null,
        expiresAt: session.expiresAt ?? profile?.session.expiresAt ?? null,
      },
      failure: null,
    };
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
    return {
      ...about(app, target),
      ...known(target),
      state: stateAfter(error, target),
      verified: false,
      failure: error,
    };
  }
}

async function asked({ profile, definition, provider, credential }: Login) {
  const answer = await provider.whoami(credential);
  if (profile !== null) checkSameUser(profile.identity, answer.identity);
  return { profile, definition, ...answer };
}

function stateAfter(error: FobError, target: Target): WhoamiState {
  if (error.code === "login_expired") return "expired";
  if (error.code === "not_logged_in") return "not_logged_in";
  if (error.code !== "factor_pending") return "unverified";
  return target.kind === "profile" && target.profile.state === "pending_link"
    ? "pending_link"
    : "pending_otp";
}

/** From the record alone: no store is opened and nothing is sent. */
function reportOffline(app: App, target: Target): WhoamiReport {
  const base = { ...about(app, target), ...known(target), verified: false };
  if (target.kind === "env") return { ...base, state: "active", failure: null };
  const state = offlineState(target.profile, app.clock.now());
  if (state === "active") return { ...base, state, failure: null };
  const { info } = providerNamed(app, target.profile.provider);
  const failure =
    state === "expired"
      ? expiredLogin(target.profile.name, info)
      : notActive(target.profile, target.profile.state);
  return { ...base, state, failure };
}

export function offlineState(profile: Profile, now: Date): Exclude<WhoamiState, "unverified"> {
  if (profile.state === "logged_out") return "not_logged_in";
  if (profile.state !== "active") return profile.state;
  const { expiresAt } = profile.session;
  return expiresAt !== null && expiresAt.getTime() <= now.getTime() ? "expired" : "active";
}

function about(app: App, target: Target): Pick<WhoamiReport, "profile" | "provider" | "source" | "chosenBy"> {
  const { chosenBy } = target;
  if (target.kind === "env") {
    return {
      profile: null,
      provider: providerNamed(app, target.login.provider).info.id,
      source: "env",
      chosenBy,
    };
  }
  const { name, provider, store } = target.profile;
  const source = app.storeFlag ?? store;
  const isCopy = source === "postgres" && app.shared.usesCopy();
  return { profile: name, provider, source: isCopy ? "offline_copy" : source, chosenBy };
}

function known(target: Target): Pick<WhoamiReport, "identity" | "session"> {
  if (target.kind === "env") return { identity: nobody, session: { id: null, expiresAt: null } };
  return { identity: target.profile.identity, session: target.profile.session };
}

/** The server's word, and what was known before where it is silent. */
function completed(fresh: Identity, former: Identity): Identity {
  return {
    id: fresh.id ?? former.id,
    login: fresh.login ?? former.login,
    name: fresh.name ?? former.name,
    email: fresh.email ?? former.email,
  };
}
