import type { IncomingHttpHeaders } from "node:http";
import { type Call, forbiddenBy, type Reply, type Route, type Service } from "./message.ts";
import { readBody, strayHeader, strayQuery, wrongContentType } from "./strict.ts";

export interface RawRequest {
  readonly method: string;
  /** Below the service's base URL, without the query. */
  readonly path: string;
  readonly search: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Finds the route, holds the request against the documents, and lets the API answer. */
export function dispatch(service: Service, request: RawRequest, now: number): Reply {
  const found = findRoute(service.routes, request);
  if (found === null) return forbiddenBy(service, 404, "no such route is documented");
  const { route, params } = found;
  const query = new URLSearchParams(request.search);
  const fault =
    strayHeader(service, route, request.headers) ??
    wrongContentType(service, request.method, request.headers, request.body.length > 0) ??
    strayQuery(route, query);
  if (fault !== null) return forbiddenBy(service, fault.status, fault.what);
  const read = readBody(route, request.body);
  if ("fault" in read) return forbiddenBy(service, read.fault.status, read.fault.what);
  const call: Call = {
    method: request.method,
    params,
    query,
    headers: request.headers,
    body: read.body,
    now,
  };
  return service.gate?.(call) ?? route.handle(call);
}

interface Found {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

function findRoute(routes: readonly Route[], request: RawRequest): Found | null {
  for (const route of routes) {
    const match = route.method === request.method ? route.path.exec(request.path) : null;
    const params = match === null ? null : decoded(match.groups ?? {});
    if (params !== null) return { route, params };
  }
  return null;
}

function decoded(groups: Readonly<Record<string, string>>): Readonly<Record<string, string>> | null {
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, decodeURIComponent(text)]));
  } catch {
    return null;
  }
}
