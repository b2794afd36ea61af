import type { RateLimits } from "../../core/rate-limit.ts";
import type * as Engine from "./engine.ts";
import type { Limits } from "./limits.ts";
import { createQuota, type Quota } from "./quota.ts";
import type { TakeTurn } from "./rate/limiter.ts";
import type { Sender } from "./send.ts";
import type { Transport, TransportSite } from "./transport.ts";
import type { HttpSite, HttpWorld } from "./world.ts";

interface Site extends Pick<typeof Engine, "send" | "standardReading" | "rawReading"> {
  readonly transport: Transport;
}

/** What all requests of one place have in common: made with the first of them. */
export function createSites(world: HttpWorld, limits: Limits) {
  const sites = new Map<string, Promise<Site>>();
  const quota = createQuota();
  const takers = new Map<string, TakeTurn>();
  const takeTurn = (origin: string, limited: RateLimits | undefined, shared: boolean) => {
    if (limited === undefined || world.openLimiter === undefined) return undefined;
    const key = `${origin} ${shared}`;
    const take = takers.get(key) ?? world.openLimiter(origin, limited, shared);
    takers.set(key, take);
    return take;
  };
  const siteFor = (origin: string, caFile: string | undefined) => {
    const key = `${origin} ${caFile ?? ""}`;
    const site = sites.get(key) ?? openSite({ origin, caFile, env: world.env, limits });
    sites.set(key, site);
    return site;
  };
  const open = async (place: HttpSite, origin: string, times: Limits) => {
    const { caFile, rateLimits, pauseMs, shared = false } = place;
    const site = await siteFor(origin, caFile);
    const sender = senderFor(world, quota, times, site.transport);
    return { ...site, sender: { ...sender, takeTurn: takeTurn(origin, rateLimits, shared), pauseMs } };
  };
  return {
    opener(place: HttpSite, origin: string, times: Limits) {
      let opened: ReturnType<typeof open> | null = null;
      return () => {
        opened ??= open(place, origin, times);
        return opened;
      };
    },
    async close() {
      const opened = await Promise.allSettled(sites.values());
      sites.clear();
      await Promise.all(opened.map((site) => site.status === "fulfilled" && site.value.transport.close()));
    },
  };
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
    trace: world.trace,
    transmit: (call) => transport.send(call),
  };
}
