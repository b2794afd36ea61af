import type { App, ProviderSite } from "../core/app.ts";
import { canonicalBaseUrl } from "../core/base-url.ts";
import { FobError, isFobError } from "../core/errors.ts";
import { checkProfileName, type Profile } from "../core/profile.ts";
import type { KnownProvider } from "../core/provider.ts";
import type { StoreName } from "../core/store.ts";
import { refuseCaseTwin } from "./case-twin.ts";
import { loginSettings } from "./login-settings.ts";
import { providerNamed } from "./providers.ts";
import { storeFor } from "./stored.ts";
import { defaultBaseUrl } from "./use-login.ts";

export interface LoginRequest {
  readonly provider: string | null;
  readonly baseUrl: string | null;
  readonly settings: Readonly<Record<string, string>>;
}

/** Where a login will go and what it will replace; decided before anything secret is asked for. */
export interface LoginPlan {
  readonly name: string;
  readonly definition: KnownProvider;
  readonly site: ProviderSite;
  readonly former: Profile | null;
  readonly username: string | null;
  readonly storeName: StoreName;
}

export async function planLogin(app: App, request: LoginRequest): Promise<LoginPlan> {
  if (app.selection.envLogin() !== null) {
    throw new FobError("usage", "FOB_TOKEN is set: it is a login already, and login would not be used.", {
      hint: "Unset FOB_TOKEN, or give the token to be stored: printenv FOB_TOKEN | env -u FOB_TOKEN fob login --token-stdin",
    });
  }
  const chosenName = app.selection.flag ?? app.selection.fobProfile;
  const named = chosenName === null ? null : await app.records.get(checkProfileName(chosenName));
  const definition = providerNamed(app, request.provider ?? named?.provider ?? (await askProvider(app)));
  const name = chosenName ?? definition.info.id;
  try {
    return await planFor(app, request, { name, definition, former: named ?? (await app.records.get(name)) });
  } catch (error) {
    throw isFobError(error) ? error.with({ provider: definition.info.id, profile: name }) : error;
  }
}

async function planFor(
  app: App,
  request: LoginRequest,
  { name, definition, former }: Pick<LoginPlan, "name" | "definition" | "former">,
): Promise<LoginPlan> {
  const storeName = await storeFor(app, former);
  if (former === null) await refuseCaseTwin(app, checkProfileName(name), storeName);
  else checkSame("provider", former.provider, definition.info.id, former);
  const settings = loginSettings(app, definition.info, former, request.settings);
  const baseUrl = await chooseBaseUrl(app, definition, request, former, settings);
  if (former !== null) checkSame("address", former.baseUrl, baseUrl, former);
  checkOwnServer(definition, baseUrl, settings);
  const username = chooseUsername(app, definition, former);
  const site = { provider: definition.info.id, baseUrl, settings };
  return { name, definition, site, former, username, storeName };
}

async function askProvider(app: App): Promise<string> {
  const choices = app.providers.map(({ info }) => ({ value: info.id, label: info.displayName }));
  if (app.terminal.interactive) return app.terminal.choose("Where do you want to log in?", choices);
  throw new FobError("input_needed", "No provider is named.", {
    hint: `Name one: fob login ${app.providers.map(({ info }) => info.id).join("|")}`,
  });
}

async function chooseBaseUrl(
  app: App,
  definition: KnownProvider,
  request: LoginRequest,
  former: Profile | null,
  settings: Readonly<Record<string, string>>,
): Promise<string> {
  const { displayName, defaultBaseUrl: template } = definition.info;
  if (request.baseUrl !== null) return canonicalBaseUrl(request.baseUrl);
  const moved = Object.keys(request.settings).some((key) => template?.includes(`{${key}}`));
  const known = (moved ? null : former?.baseUrl) ?? defaultBaseUrl(definition, settings);
  if (known !== null) return known;
  if (app.terminal.interactive)
    return canonicalBaseUrl(await app.terminal.ask(`Address of your ${displayName}`));
  throw new FobError("input_needed", `${displayName} has no address of its own.`, {
    hint: "Give your server's: --base-url https://licensing.example.com",
    provider: definition.info.id,
  });
}

/** The provider's limits are the provider's to set. */
function checkOwnServer(
  definition: KnownProvider,
  baseUrl: string,
  settings: Readonly<Record<string, string>>,
): void {
  if (settings.rateLimit !== "off" || baseUrl !== defaultBaseUrl(definition, settings)) return;
  const { displayName } = definition.info;
  throw new FobError("usage", `rateLimit=off is for a server of your own; this is ${displayName}'s.`, {
    hint: "Leave it out, or name your server with --base-url.",
  });
}

/** Another user of the same name in capitals is settled after the login, when both ids are known. */
function chooseUsername(app: App, { info }: KnownProvider, former: Profile | null): string | null {
  if (app.username?.trim() === "") {
    throw new FobError("usage", `${info.principal.label} is empty.`, {
      hint: "Give it with --username NAME.",
    });
  }
  const [given, known] = [app.username, former?.identity.login ?? null];
  if (former === null || given === null || known === null) return given ?? known;
  const names = [known, former.identity.email].map((name) => name?.toLowerCase());
  if (!names.includes(given.toLowerCase())) throw differentLogin(former, "user");
  return given;
}

function checkSame(what: "provider" | "address", mine: string, theirs: string, former: Profile): void {
  if (mine !== theirs) throw differentLogin(former, what);
}

export function differentLogin(former: Profile, what: "provider" | "address" | "user"): FobError {
  return new FobError("usage", `The profile ${former.name} is another login: its ${what} differs.`, {
    hint: `Keep both: add --profile NAME with a new name. Or drop the old one first: fob logout ${former.name} && fob profile remove ${former.name}`,
    profile: former.name,
  });
}
