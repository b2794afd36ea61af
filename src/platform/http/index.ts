import { canonicalBaseUrl } from "../../core/base-url.ts";
import type { Http, RawHttp, RawRequest } from "../../core/http.ts";
import { headerWriter, wireHeaders } from "./headers.ts";
import { createHeapBound } from "./heap.ts";
import { type Limits, standardLimits } from "./limits.ts";
import { wireBody } from "./request-body.ts";
import { createSites } from "./sites.ts";
import { addressesAt, requestUrl } from "./url.ts";
import type { HttpSite, HttpWorld, OpenLimiter } from "./world.ts";

export type { HttpSite, HttpWorld, OpenLimiter };

export interface Requests {
  at(site: HttpSite): Http;
  rawAt(site: HttpSite): RawHttp;
}

export interface HttpClient extends Requests {
  /** Ends every connection, so that none keeps the process alive. */
  close(): Promise<void>;
}

/** undici is loaded at the first request: it costs more than the rest of a command. */
export function createHttpClient(world: HttpWorld, limits: Limits = standardLimits): HttpClient {
  const { opener, close } = createSites(world, limits);
  const boundHeap = createHeapBound();
  return {
    at(place) {
      const base = canonicalBaseUrl(place.baseUrl);
      const [address, headers] = [addressesAt(base), headerWriter(world.userAgent)];
      const open = opener(place, new URL(base).origin, limits);
      return {
        async send(request) {
          const { method, retry, maxBytes = limits.bodyBytes } = request;
          const url = address(request.path, request.query);
          const [written, body] = [headers(request), wireBody(request.body)];
          const { send, standardReading, sender } = await open();
          const reading = standardReading(url, maxBytes);
          if (maxBytes > limits.bodyBytes) boundHeap();
          return send(sender, retry, {
            url,
            method,
            headers: written,
            body,
            maxBytes,
            whole: false,
            reading,
          });
        },
      };
    },
    rawAt(place) {
      const base = canonicalBaseUrl(place.baseUrl);
      const maxBytes = limits.rawBytes;
      const open = opener(place, new URL(base).origin, { ...limits, requestMs: limits.rawMs });
      return {
        async send(request) {
          const prepared = prepareRaw(base, request, world.userAgent);
          const { send, rawReading, sender } = await open();
          const reading = rawReading(prepared.url, maxBytes);
          return send(sender, request.retry, { ...prepared, maxBytes, whole: true, reading });
        },
      };
    },
    close,
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
