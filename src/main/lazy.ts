import type { Children } from "../core/children.ts";
import type { Http } from "../core/http.ts";
import type { Lock } from "../core/lock.ts";
import type { ChildWorld } from "../platform/children/index.ts";
import type { HttpClient, HttpWorld } from "../platform/http/index.ts";
import type { LockWorld } from "../platform/lock/lock.ts";

/** A client that is loaded with the first request: most short commands send none. */
export function lazyHttp(world: HttpWorld): HttpClient {
  let loaded: Promise<HttpClient> | null = null;
  const client = () => {
    loaded ??= import("../platform/http/index.ts").then(({ createHttpClient }) => createHttpClient(world));
    return loaded;
  };
  return {
    at(site) {
      let opened: Promise<Http> | null = null;
      return {
        async send(request) {
          opened ??= client().then((http) => http.at(site));
          return (await opened).send(request);
        },
      };
    },
    close: async () => (await loaded)?.close(),
  };
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
