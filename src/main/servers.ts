import type { App, ProviderSite } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { Provider, ProviderDefinition } from "../core/provider.ts";
import type { Terminal } from "../core/terminal.ts";
import type { HttpClient, HttpSite } from "../platform/http/index.ts";
import { type ProviderEntry, providers } from "../providers/index.ts";

/** A person at a terminal sees whom fob waits for. */
export function talkingHttp(client: HttpClient, terminal: Terminal): Pick<HttpClient, "at" | "rawAt"> {
  const waiting = <T>({ baseUrl }: HttpSite, work: () => Promise<T>) =>
    terminal.whileWaiting(`Waiting for ${new URL(baseUrl).host}…`, work);
  return {
    at(site) {
      const http = client.at(site);
      return { send: (request) => waiting(site, () => http.send(request)) };
    },
    rawAt(site) {
      const http = client.rawAt(site);
      return { send: (request) => waiting(site, () => http.send(request)) };
    },
  };
}

/** Any answer will do. It is asked once: a person waits, and a server that answers late is a finding too. */
export async function reach(http: HttpClient, site: ProviderSite): Promise<Date | null> {
  const response = await http.at(placeOf(site)).send({ method: "GET", path: [], retry: "attempt" });
  const date = new Date(response.header("date") ?? "");
  return Number.isFinite(date.getTime()) ? date : null;
}

export function placeOf({ provider, baseUrl, settings: { caFile, rateLimit } }: ProviderSite): HttpSite {
  const limits = providers.find(({ info }) => info.id === provider)?.info.rateLimits;
  return {
    baseUrl,
    ...(caFile === undefined ? {} : { caFile }),
    ...(limits === undefined || rateLimit === "off" ? {} : { rateLimits: limits }),
  };
}

type Opened = Pick<App, "providers" | "openProvider" | "loadProvider" | "http" | "rawHttp">;

export function openers(
  http: Pick<HttpClient, "at" | "rawAt">,
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
    http: (site) => http.at(placeOf(site)),
    rawHttp: (site) => http.rawAt(placeOf(site)),
    async openProvider(site): Promise<Provider> {
      const { create } = await loadProvider(site.provider);
      const { baseUrl, settings } = site;
      return create({ http: http.at(placeOf(site)), clock, keep, baseUrl, settings });
    },
  };
}
