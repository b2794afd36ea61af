import type { Audit } from "../core/audit.ts";
import type { Children } from "../core/children.ts";
import type { Http, RawHttp } from "../core/http.ts";
import type { Lock } from "../core/lock.ts";
import type { AuditWorld } from "../platform/audit/index.ts";
import type { ChildWorld } from "../platform/children/index.ts";
import type { HttpClient, HttpWorld, OpenLimiter, Requests } from "../platform/http/index.ts";
import type { FleetWorld } from "../platform/http/rate/fleet.ts";
import type { LimiterWorld } from "../platform/http/rate/limiter.ts";
import type { LockWorld } from "../platform/lock/lock.ts";

type LazyHttpWorld = Omit<HttpWorld, "openLimiter"> &
  Pick<LimiterWorld, "configDir"> &
  Pick<FleetWorld, "lease" | "warn">;

/** A client that is loaded with the first request: most short commands send none. */
export function lazyHttp(world: LazyHttpWorld): Requests {
  let loaded: Promise<HttpClient> | null = null;
  const client = () => {
    loaded ??= openHttp(world);
    return loaded;
  };
  return {
    at(site) {
      let opened: Http | null = null;
      const open = async () => {
        opened ??= (await client()).at(site);
        return opened;
      };
      return {
        send: (request) =>
          opened === null ? open().then((http) => http.send(request)) : opened.send(request),
      };
    },
    rawAt(site) {
      let opened: Promise<RawHttp> | null = null;
      return {
        async send(request) {
          opened ??= client().then((http) => http.rawAt(site));
          return (await opened).send(request);
        },
      };
    },
  };
}

async function openHttp(world: LazyHttpWorld): Promise<HttpClient> {
  const [{ createHttpClient }, { createLimiter }, { withinFleet }] = await Promise.all([
    import("../platform/http/index.ts"),
    import("../platform/http/rate/limiter.ts"),
    import("../platform/http/rate/fleet.ts"),
  ]);
  const openLimiter: OpenLimiter = (origin, limits, shared) => {
    const take = createLimiter(world, origin, limits);
    return shared ? withinFleet(take, world, origin, limits) : take;
  };
  return createHttpClient({ ...world, openLimiter });
}

export function lazyLock(world: LockWorld): Lock {
  return {
    async hold(name, work) {
      const { createLock } = await import("../platform/lock/lock.ts");
      return createLock(world).hold(name, work);
    },
  };
}

export function lazyChildren(world: ChildWorld): Children {
  return {
    async run(request) {
      const { createChildren } = await import("../platform/children/index.ts");
      return createChildren(world).run(request);
    },
  };
}

/** Loaded with the first record: most calls tell nothing. */
export function lazyAudit(world: Omit<AuditWorld, "invokedBy"> & { readonly ppid: number }): Audit {
  let loaded: Promise<Audit> | null = null;
  let audit: Audit | null = null;
  const log = () => {
    loaded ??= openAudit(world).then((opened) => {
      audit = opened;
      return opened;
    });
    return loaded;
  };
  return {
    async record(...entries) {
      if (loaded !== null || entries.length > 0) await (await log()).record(...entries);
    },
    later: (entry) =>
      audit === null ? void log().then((opened) => opened.later(entry)) : audit.later(entry),
  };
}

async function openAudit({ ppid, ...world }: Parameters<typeof lazyAudit>[0]): Promise<Audit> {
  const [{ createAudit }, { invokedBy }] = await Promise.all([
    import("../platform/audit/index.ts"),
    import("../platform/audit/invoked-by.ts"),
  ]);
  return createAudit({ ...world, invokedBy: () => invokedBy(ppid) });
}
