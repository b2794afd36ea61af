import type { App, ProviderSite } from "../../core/app.ts";
import { canonicalBaseUrl } from "../../core/base-url.ts";
import type { ProviderDefinition } from "../../core/provider.ts";
import { loginSecrets } from "../login-secrets.ts";
import { loginSettings } from "../login-settings.ts";
import { defaultBaseUrl } from "../use-login.ts";
import { checkBadAnswers } from "./bad-answers.ts";
import { type Check, createReport } from "./check.ts";
import { checkInfo } from "./info.ts";
import { checkLogin, checkWrongSecret } from "./live.ts";
import { watching } from "./watch.ts";

export interface ProviderTest {
  /** A provider that fob has, or a file. */
  readonly subject: string;
  readonly baseUrl: string | null;
  readonly settings: Readonly<Record<string, string>>;
}

const nowhere = "https://provider-test.invalid";

/** Holds a provider to its contract: by itself, at its server, and with a login from end to end. */
export async function testProvider(
  app: App,
  { subject, baseUrl, settings: given }: ProviderTest,
  tell: (check: Check) => void,
): Promise<readonly Check[]> {
  const definition = await definitionOf(app, subject);
  const { info } = definition;
  const settings = loginSettings(app, info, null, given);
  const url = baseUrl === null ? defaultBaseUrl(definition, settings) : canonicalBaseUrl(baseUrl);
  const site = { provider: info.id, baseUrl: url ?? nowhere, settings };
  const report = createReport(tell);
  const watch = watching(app.http(site), app.keep);
  const provider = definition.create({ http: watch.http, clock: app.clock, keep: watch.keep, ...site });
  await checkInfo(report, info, provider);
  if (info.capabilities.login.supported) await checkBadAnswers(report, definition, site, app.clock);
  if (url === null) report.skip("refuses a wrong secret", "No server is named: --base-url URL");
  else await checkAtServer(app, report, definition, site, watch, provider);
  await watch.check(report);
  return report.checks;
}

async function checkAtServer(
  app: App,
  report: ReturnType<typeof createReport>,
  { info }: ProviderDefinition,
  { settings, baseUrl }: ProviderSite,
  watch: ReturnType<typeof watching>,
  provider: ReturnType<ProviderDefinition["create"]>,
): Promise<void> {
  await checkWrongSecret(report, info, provider, settings);
  if (app.username === null || !info.capabilities.login.supported)
    return report.skip("logs in", "No login is given: --username NAME and its secrets");
  const secrets = await loginSecrets(app, info);
  watch.knows(Object.values(secrets));
  await checkLogin(report, info, provider, { username: app.username, secrets, settings }, baseUrl);
}

async function definitionOf(app: App, subject: string): Promise<ProviderDefinition> {
  const known = app.providers.find(({ info }) => info.id === subject || info.aliases.includes(subject));
  if (known !== undefined) return app.loadProvider(known.info.id);
  return (await app.providerFiles.read(subject)).definition;
}
