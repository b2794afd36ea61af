import type { App, ProviderSite } from "../core/app.ts";
import { canonicalBaseUrl } from "../core/base-url.ts";
import type { Credential } from "../core/credential.ts";
import { FobError, isFobError } from "../core/errors.ts";
import type { Profile } from "../core/profile.ts";
import type { KnownProvider, Provider } from "../core/provider.ts";
import type { Secrets } from "../core/provider-info.ts";
import type { Login } from "./login.ts";
import { forProfile, loginCommand } from "./login-command.ts";
import { activeCredential, expiredLogin, isDue, isExpired } from "./login-state.ts";
import { providerNamed } from "./providers.ts";
import { renewed } from "./renew.ts";
import { readSlots, storeOf } from "./stored.ts";
import type { Target } from "./target.ts";

/** Opens the chosen login; one that is about to expire is renewed where the API can. */
export async function openLogin(app: App, target: Target): Promise<Login> {
  return naming(target, () => open(app, target));
}

/** Whatever fails is told with the login it is about: adapters do not know the profile. */
export async function naming<T>(target: Target, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isFobError(error)) throw error;
    if (target.kind === "env") throw ofEnvLogin(error, target.login.provider);
    throw ofProfile(error, target.profile);
  }
}

function ofProfile(error: FobError, { provider, name }: Profile): FobError {
  const again = error.code === "login_expired" ? `Log in again: ${loginCommand(provider, name)}` : undefined;
  const told = error.with({ provider, profile: name, hint: again });
  const { hint } = told.details;
  if (hint === undefined) return told;
  return new FobError(told.code, told.message, { ...told.details, hint: forProfile(hint, provider, name) });
}

/** Adapters name the flags of `login`, which a login of the environment does not go through. */
function ofEnvLogin(error: FobError, provider: string): FobError {
  const { code, message, details } = error.with({ provider });
  if (code !== "input_needed" && !details.hint?.includes("--username")) return error.with({ provider });
  const hint =
    code === "input_needed"
      ? "Set FOB_USERNAME to the user whose token it is."
      : "Check FOB_USERNAME: it is to be the user whose token it is.";
  return new FobError(code, message, { ...details, hint });
}

async function open(app: App, target: Target): Promise<Login> {
  if (target.kind === "env") return openEnvLogin(app, target);
  const { profile, chosenBy } = target;
  const definition = providerNamed(app, profile.provider);
  const provider = await app.openProvider(siteOf(profile));
  const credential = activeCredential(profile, await readSlots(storeOf(app, profile), profile.ref));
  const openedAt = await timeFor(app, profile, credential);
  const login: Login = { profile, definition, provider, credential, chosenBy, openedAt };
  return isDue(credential, openedAt) && provider.renew !== undefined ? renewedAhead(app, login) : login;
}

/**
 * Runs the work with the login. Where the server says that the credential is dead, the store is read again and the
 * login renewed once, since another process may have done so in between; only then it counts as expired.
 */
export async function withLogin<T>(app: App, target: Target, work: (login: Login) => Promise<T>): Promise<T> {
  return naming(target, () => workWith(app, target, work));
}

async function workWith<T>(app: App, target: Target, work: (login: Login) => Promise<T>): Promise<T> {
  const login = await open(app, target);
  try {
    return await work(login);
  } catch (error) {
    if (!isFobError(error, "login_expired")) throw error;
    const fresh = await renewed(app, login);
    if (fresh === null)
      throw expiredLogin(login.profile?.name ?? null, login.definition.info).with({ cause: error });
    return work(fresh);
  }
}

async function renewedAhead(app: App, login: Login): Promise<Login> {
  try {
    return (await renewed(app, login)) ?? login;
  } catch (error) {
    if (isExpired(login.credential, login.openedAt) || !(error instanceof FobError)) throw error;
    // Logged out in between: what was read before is not used any more.
    if (error.code === "not_logged_in" || error.code === "factor_pending") throw error;
    app.warn({ code: "renewal_failed", message: `The login could not be renewed yet: ${error.message}` });
    return login;
  }
}

/**
 * Machines that share a login go by the store's clock: one whose own is ahead would renew what still lives, each time
 * that it is used, and one whose own is behind would hand out what is dead.
 */
async function timeFor(app: App, profile: Profile, credential: Credential): Promise<Date> {
  const own = app.clock.now();
  if (credential.expiresAt === null) return own;
  const shared = await sharedTime(app, profile);
  if (shared === null) return own;
  if (isDue(credential, own) !== isDue(credential, shared)) warnOfClock(app, own, shared);
  return shared;
}

/** Null where there is none, or the database went away since it was read: then this machine's own has to do. */
async function sharedTime(app: App, profile: Profile): Promise<Date | null> {
  try {
    return (await storeOf(app, profile).now?.()) ?? null;
  } catch (error) {
    if (isFobError(error)) return null;
    throw error;
  }
}

function warnOfClock(app: App, own: Date, shared: Date): void {
  const aheadS = Math.round((own.getTime() - shared.getTime()) / 1000);
  const side = aheadS > 0 ? "ahead of" : "behind";
  const message = `This machine's clock is ${Math.abs(aheadS)} s ${side} the shared database's, which decides when a login ends.`;
  app.warn({ code: "clock_wrong", message: `${message} Set the clock: timedatectl set-ntp true` });
}

async function openEnvLogin(app: App, target: Target & { kind: "env" }): Promise<Login> {
  const { definition, provider } = await openEnvProvider(app, target);
  const secrets: Secrets = { apiKey: (await app.given.take("apiKey")) ?? undefined };
  const credential = provider.fromToken({
    token: target.login.token,
    username: app.username,
    secrets,
    settings: defaultSettings(definition),
  });
  const { chosenBy } = target;
  return { profile: null, definition, provider, credential, chosenBy, openedAt: app.clock.now() };
}

async function openEnvProvider(app: App, { login }: Target & { kind: "env" }) {
  const definition = providerNamed(app, login.provider);
  const settings = defaultSettings(definition);
  const baseUrl =
    login.baseUrl === null ? defaultBaseUrl(definition, settings) : canonicalBaseUrl(login.baseUrl);
  if (baseUrl === null) {
    throw new FobError("usage", `${definition.info.displayName} has no address of its own.`, {
      hint: "Set FOB_BASE_URL to your server's address.",
      provider: definition.info.id,
    });
  }
  const provider = await app.openProvider({ provider: definition.info.id, baseUrl, settings });
  return { definition, provider };
}

/** The provider at the address that the credential was got from: it is sent nowhere else, whatever the record says. */
export function providerFor(app: App, profile: Profile, { baseUrl }: Credential): Promise<Provider> {
  return app.openProvider({ ...siteOf(profile), baseUrl });
}

export function siteOf({ provider, baseUrl, settings, store }: Profile): ProviderSite {
  return { provider, baseUrl, settings, ...(store === "postgres" ? { shared: true } : {}) };
}

/** What a login of the environment, which has none of its own, goes by. */
export function defaultSettings({ info }: KnownProvider): Readonly<Record<string, string>> {
  return Object.fromEntries(
    info.settings.flatMap(({ key, fallback }) => (typeof fallback === "string" ? [[key, fallback]] : [])),
  );
}

/** The provider's own address with its `{settings}` filled in. */
export function defaultBaseUrl(
  { info }: KnownProvider,
  settings: Readonly<Record<string, string>>,
): string | null {
  return info.defaultBaseUrl?.replace(/\{(\w+)\}/g, (_, key: string) => settings[key] ?? "") ?? null;
}
