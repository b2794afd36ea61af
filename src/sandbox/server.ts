import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dispatch, type RawRequest } from "./dispatch.ts";
import { readWhole, reset, sendHalf, sendReply } from "./exchange.ts";
import { commits, type Faults, faultyReply, type How } from "./faults.ts";
import { json, type Reply, type Service } from "./message.ts";
import type { Journal } from "./seen.ts";

export interface ServerDeps {
  readonly services: readonly Service[];
  readonly journal: Journal;
  readonly faults: Faults;
  readonly now: () => number;
  readonly latencyMs: number;
  /** Answers a path outside of the APIs, for people with a browser; null where there is none. */
  outside(path: string): Reply | null;
}

export interface Listening {
  readonly origin: string;
  close(): Promise<void>;
}

export async function listen(deps: ServerDeps, port: number): Promise<Listening> {
  const server = createServer((request, response) => void exchange(deps, request, response));
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${bound}`, close: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function exchange(deps: ServerDeps, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readWhole(message);
  if (deps.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, deps.latencyMs));
  const method = message.method ?? "";
  const [path, search] = splitAtQuery(message.url ?? "");
  const service = deps.services.find(({ base }) => path.startsWith(`${base}/`));
  if (service === undefined) {
    sendReply(response, outsideReply(deps, method, path));
    return;
  }
  const below = path.slice(service.base.length);
  const request: RawRequest = { method, path: below, search, headers: message.headers, body };
  deps.journal.note(service.id, request);
  const how = deps.faults.take(service.id, method, below + search);
  deliver(response, answer(deps, service, request, how), how);
}

/** What the API or a fault in its place says; null where nothing is to be said. */
function answer(deps: ServerDeps, service: Service, request: RawRequest, how: How | null): Reply | null {
  if (how === "reset" || how === "hang") return null;
  const instead = how === null ? null : faultyReply(service, how);
  if (instead !== null && !commits(how)) return instead;
  const own = noted(deps, service, request, dispatch(service, request, deps.now()));
  return instead ?? own;
}

function deliver(response: ServerResponse, reply: Reply | null, how: How | null): void {
  if (how === "hang") return;
  if (reply === null || how === "commit-then-reset") reset(response);
  else if (how === "truncate") sendHalf(response, reply);
  else sendReply(response, reply);
}

function noted(deps: ServerDeps, service: Service, request: RawRequest, reply: Reply): Reply {
  if (reply.violation !== undefined) {
    deps.journal.violation(`${service.id} ${request.method} ${request.path}: ${reply.violation}`);
  }
  return reply;
}

function outsideReply(deps: ServerDeps, method: string, path: string): Reply {
  const reply = method === "GET" ? deps.outside(path) : null;
  if (reply !== null) return reply;
  deps.journal.violation(`${method} ${path}: no API has this path`);
  return json(404, { message: "No API of this sandbox has this path." });
}

function splitAtQuery(url: string): readonly [string, string] {
  const at = url.indexOf("?");
  return at < 0 ? [url, ""] : [url.slice(0, at), url.slice(at)];
}
