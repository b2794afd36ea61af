import { canonicalBaseUrl } from "../../core/base-url.ts";
import type { Budget } from "../../core/budget.ts";
import type { Clock } from "../../core/clock.ts";
import type { Http, HttpRequest, RawHttp, RawRequest } from "../../core/http.ts";
import type { RateLimits } from "../../core/rate-limit.ts";
import { wireBody } from "./body.ts";
import type * as Engine from "./engine.ts";
import { wireHeaders } from "./headers.ts";
import { type Limits, standardLimits } from "./limits.ts";
import { createQuota, type Quota } from "./quota.ts";
import type { TakeTurn } from "./rate/limiter.ts";
import type { Sender } from "./send.ts";
import type { Transport, TransportSite } from "./transport.ts";
import { requestUrl } from "./url.ts";

export interface HttpWorld {
  readonly clock: Clock;
  readonly budget: Budget;
  readonly env: Readonly<Record<string, string | undefined>>;
  random(): number;
  readonly userAgent: string;
  /** One line a call: method, URL, status, size, time; never a header's value nor a body. */
  trace(line: string): void;
  readonly openLimiter?: OpenLimiter;
}

/** A limiter for each origin; absent: none. */
export type OpenLimiter = (origin: string, limits: RateLimits) => TakeTurn;

export interface HttpSite {
  readonly baseUrl: string;
  /** PEM file of authorities to trust beside the usual ones. */
  readonly caFile?: string;
  /** What its provider publishes; absent: nothing is held back. */
  readonly rateLimits?: RateLimits;
}

export interface HttpClient {
  at(site: HttpSite): Http;
  rawAt(site: HttpSite): RawHttp;
  /** Ends every connection, so that none keeps the process alive. */
  close(): Promise<void>;
}

/** undici is loaded at the first request: it costs more than the rest of a command. */
export function createHttpClient(world: HttpWorld, limits: Limits = standardLimits): HttpClient {
  const sites = new Map<string, Promise<Site>>();
  const quota = createQuota();
  const takers = new Map<string, TakeTurn>();
  const takeTurn = (origin: string, limited: RateLimits | undefined) => {
    if (limited === undefined || world.openLimiter === undefined) return undefined;
    const take = takers.get(origin) ?? world.openLimiter(origin, limited);
    takers.set(origin, take);
    return take;
  };
  const siteFor = ({ url: { origin } }: { readonly url: URL }, { caFile }: HttpSite) => {
    const key = `${origin} ${caFile ?? ""}`;
    const site = sites.get(key) ?? openSite({ origin, caFile, env: world.env, limits });
    sites.set(key, site);
    return site;
  };
  return {
    at(place) {
      const base = canonicalBaseUrl(place.baseUrl);
      return {
        async send(request) {
          const prepared = prepare(base, request, world.userAgent);
          const { send, standardReading, transport } = await siteFor(prepared, place);
          const maxBytes = request.maxBytes ?? limits.bodyBytes;
          const reading = standardReading(prepared.url, maxBytes);
          const take = takeTurn(prepared.url.origin, place.rateLimits);
          const sender = { ...senderFor(world, quota, limits, transport), takeTurn: take };
          return send(sender, request.retry, { ...prepared, maxBytes, whole: false, reading });
        },
      };
    },
    rawAt(place) {
      const base = canonicalBaseUrl(place.baseUrl);
      return {
        async send(request) {
          const prepared = prepareRaw(base, request, world.userAgent);
          const { send, rawReading, transport } = await siteFor(prepared, place);
          const maxBytes = limits.rawBytes;
          const reading = rawReading(prepared.url, maxBytes);
          const times = { ...limits, requestMs: limits.rawMs };
          const take = takeTurn(prepared.url.origin, place.rateLimits);
          const sender = { ...senderFor(world, quota, times, transport), takeTurn: take };
          return send(sender, request.retry, { ...prepared, maxBytes, whole: true, reading });
        },
      };
    },
    async close() {
      const opened = await Promise.allSettled(sites.values());
      sites.clear();
      await Promise.all(opened.map((site) => site.status === "fulfilled" && site.value.transport.close()));
    },
  };
}

interface Site extends Pick<typeof Engine, "send" | "standardReading" | "rawReading"> {
  readonly transport: Transport;
}

async function openSite(site: TransportSite): Promise<Site> {
  await holdBackWasmTierUp();
  const { openTransport, rawReading, send, standardReading } = await import("./engine.ts");
  return { send, standardReading, rawReading, transport: await openTransport(site) };
}

/**
 * Node 20 optimises undici's parser in the background and waits for it at exit: a tenth of a second for a command of
 * one request, and 28 MiB for any. undici compiles it as soon as it is loaded, so this comes before.
 */
async function holdBackWasmTierUp(): Promise<void> {
  if (!process.versions.node.startsWith("20.")) return;
  const { setFlagsFromString } = await import("node:v8");
  setFlagsFromString("--liftoff-only");
}

function senderFor(world: HttpWorld, quota: Quota, limits: Limits, transport: Transport): Sender {
  return {
    clock: world.clock,
    budget: world.budget,
    quota,
    requestMs: limits.requestMs,
    verificationOff: world.env.NODE_TLS_REJECT_UNAUTHORIZED === "0",
    random: () => world.random(),
    trace: (line) => world.trace(line),
    transmit: (call) => transport.send(call),
  };
}

function prepare(baseUrl: string, request: HttpRequest, userAgent: string) {
  return {
    url: requestUrl(baseUrl, request.path, request.query),
    method: request.method,
    headers: wireHeaders(request, userAgent),
    body: wireBody(request.body),
  };
}

/** Its content type, like any other header, is the caller's. */
function prepareRaw(baseUrl: string, { method, path, query, headers, body }: RawRequest, userAgent: string) {
  return {
    url: requestUrl(baseUrl, path, query),
    method,
    headers: wireHeaders({ headers }, userAgent),
    body,
  };
}
