import type { App, ProviderSite } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { Provider, ProviderDefinition } from "../core/provider.ts";
import type { Terminal } from "../core/terminal.ts";
import type { HttpSite, Requests } from "../platform/http/index.ts";
import { type ProviderEntry, providers } from "../providers/index.ts";

/** A person at a terminal sees whom fob waits for. */
export function talkingHttp(client: Requests, terminal: Terminal): Requests {
  const waitingFor = ({ baseUrl }: HttpSite) => {
    let text: string | null = null;
    return <T>(work: () => Promise<T>) => {
      text ??= `Waiting for ${new URL(baseUrl).host}…`;
      return terminal.whileWaiting(text, work);
    };
  };
  return {
    at(site) {
      const [http, waiting] = [client.at(site), waitingFor(site)];
      return { send: (request) => waiting(() => http.send(request)) };
    },
    rawAt(site) {
      const [http, waiting] = [client.rawAt(site), waitingFor(site)];
      return { send: (request) => waiting(() => http.send(request)) };
    },
  };
}

/** Any answer will do. It is asked once: a person waits, and a server that answers late is a finding too. */
export async function reach(http: Requests, site: ProviderSite): Promise<Date | null> {
  const response = await http.at(httpSiteOf(site)).send({ method: "GET", path: [], retry: "attempt" });
  const date = new Date(response.header("date") ?? "");
  return Number.isFinite(date.getTime()) ? date : null;
}

function httpSiteOf({ provider, baseUrl, settings, shared }: ProviderSite): HttpSite {
  const { caFile, rateLimit } = settings;
  const info = providers.find((one) => one.info.id === provider)?.info;
  const { rateLimits: limits, pauseMs } = info ?? {};
  return {
    baseUrl,
    ...(caFile === undefined ? {} : { caFile }),
    ...(limits === undefined || rateLimit === "off" ? {} : { rateLimits: limits }),
    ...(pauseMs === undefined ? {} : { pauseMs }),
    ...(shared ? { shared } : {}),
  };
}

type Opened = Pick<App, "providers" | "openProvider" | "loadProvider" | "http" | "rawHttp">;

export function openers(
  http: Pick<Requests, "at" | "rawAt">,
  entries: readonly ProviderEntry[],
  { clock, keep }: Pick<App, "clock" | "keep">,
): Opened {
  const loadProvider = (id: string): Promise<ProviderDefinition> => {
    const entry = entries.find(({ info }) => info.id === id);
    if (entry === undefined) throw new FobError("bug", "A provider was opened that is not known.");
    return entry.load();
  };
  return {
    providers: entries,
    loadProvider,
    http: (site) => http.at(httpSiteOf(site)),
    rawHttp: (site) => http.rawAt(httpSiteOf(site)),
    async openProvider(site): Promise<Provider> {
      const { create } = await loadProvider(site.provider);
      const { baseUrl, settings } = site;
      return create({ http: http.at(httpSiteOf(site)), clock, keep, baseUrl, settings });
    },
  };
}
