import type { App, ProviderSite } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { Provider } from "../core/provider.ts";
import type { Terminal } from "../core/terminal.ts";
import type { HttpClient, HttpSite } from "../platform/http/index.ts";
import { providers } from "../providers/index.ts";

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

export async function openProvider(
  http: Pick<HttpClient, "at">,
  site: ProviderSite,
  { clock, keep }: Pick<App, "clock" | "keep">,
): Promise<Provider> {
  const entry = providers.find(({ info }) => info.id === site.provider);
  if (entry === undefined) throw new FobError("bug", "A provider was opened that is not built in.");
  const { create } = await entry.load();
  const { baseUrl, settings } = site;
  return create({ http: http.at(placeOf(site)), clock, keep, baseUrl, settings });
}
