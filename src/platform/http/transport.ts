import type { buildConnector } from "undici";
import createBuilder from "undici/lib/core/connect.js";
import Client from "undici/lib/dispatcher/client.js";
import Pool from "undici/lib/dispatcher/pool.js";
import { createBodies } from "./bodies.ts";
import { createConnector, directDial } from "./connector.ts";
import { type Call, type Exchange, exchange, type NoAnswer, type RawAnswer } from "./exchange.ts";
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
  const pool = new Pool(origin, options);
  const kept = { stops: createStops(), bodies: createBodies() };
  const [pooled, alone] = [
    { ...kept, hand: soon },
    { ...kept, hand: now },
  ];
  return {
    send: (call) =>
      call.alone ? sendAlone(new Client(origin, options), call, alone) : exchange(pool, call, pooled),
    async close() {
      await pool.destroy();
      connector.cancelAll();
    },
  };
}

/** undici takes a connection back in the turn after an answer; asked before, its pool opens another one. */
const soon: Exchange["hand"] = (resolve, result) => void setImmediate(resolve, result);
const now: Exchange["hand"] = (resolve, result) => resolve(result);

async function sendAlone(client: Client, call: Call, shared: Exchange): Promise<RawAnswer | NoAnswer> {
  try {
    return await exchange(client, call, shared);
  } finally {
    await client.destroy();
  }
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
