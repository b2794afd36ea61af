import type { buildConnector } from "undici";
import createBuilder from "undici/lib/core/connect.js";
import Client from "undici/lib/dispatcher/client.js";
import { createBodies } from "./answer-bodies.ts";
import { createClients } from "./clients.ts";
import { createConnector, directDial } from "./connector.ts";
import { type Call, exchange, type NoAnswer, type RawAnswer } from "./exchange.ts";
import type { Limits } from "./limits.ts";
import { proxyFor } from "./proxy.ts";
import { createStops } from "./stops.ts";
import { trustIn } from "./trust.ts";
import { tunnelDial } from "./tunnel.ts";

/** What sends to one origin. */
export interface Transport {
  send(call: Call): Promise<RawAnswer | NoAnswer>;
  close(): Promise<void>;
}

export interface TransportSite {
  readonly origin: string;
  readonly caFile: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly limits: Limits;
}

export async function openTransport({ origin, caFile, env, limits }: TransportSite): Promise<Transport> {
  const trust = await trustIn(caFile, env.NODE_EXTRA_CA_CERTS);
  const build = () => createBuilder({ ...trust, timeout: 0 });
  const connector = createConnector(dialTo(origin, env, build, limits.headerBytes), limits.connectMs);
  // The time limit of a call covers headers and body; undici's timers are coarse.
  const options = {
    connect: connector.connect,
    maxHeaderSize: limits.headerBytes,
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const clients = createClients(() => new Client(origin, options));
  const shared = { stops: createStops(), bodies: createBodies() };
  return {
    send: (call) =>
      new Promise((resolve) => {
        const client = clients.take(call.alone);
        exchange(client, call, shared, (result, whole) => {
          const back = whole && !call.alone ? clients.keep : clients.end;
          back(client, () => resolve(result));
        });
      }),
    async close() {
      await clients.endAll();
      connector.cancelAll();
    },
  };
}

function dialTo(
  origin: string,
  env: TransportSite["env"],
  build: () => buildConnector.connector,
  headerBytes: number,
) {
  const proxy = proxyFor(new URL(origin), env);
  if (proxy === null) return directDial(build());
  return tunnelDial(proxy, { toProxy: build(), toTarget: build() }, headerBytes);
}
