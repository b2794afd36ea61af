import { AsyncLocalStorage } from "node:async_hooks";
import { FobError } from "../../../core/errors.ts";
import type { Confirm } from "../../../core/store.ts";
import type { Connection } from "./connection.ts";
import { createLink, type Link, type LinkWorld } from "./link.ts";
import { openLocked } from "./locked.ts";

/** What one holder of a lock has read, by which a later write proves that nobody was in between. */
export interface Held {
  readonly link: Link;
  readonly seen: Map<string, string | null>;
}

export interface Database {
  run<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** One holder per name among all machines; the lock lives and dies with its connection. */
  hold<T>(name: string, work: (confirm: Confirm) => Promise<T>): Promise<T>;
  /** What the work that calls is held by. */
  held(): Held | null;
  close(): void;
}

export function createDatabase(world: LinkWorld): Database {
  const shared = createLink(world, true);
  const holders = new AsyncLocalStorage<Held>();
  const held = () => holders.getStore() ?? null;
  return {
    held,
    run: (work) => (held()?.link ?? shared).run(work),
    async hold(name, work) {
      let taken = 0;
      const open = async () => {
        const connection = await openLocked(world, name, taken > 0);
        taken++;
        return connection;
      };
      const link = createLink({ ...world, open }, false);
      const confirm = async () => {
        await link.run((connection) => connection.query("SELECT 1"));
        if (taken > 1) throw interrupted();
      };
      try {
        await link.run(async () => undefined);
        return await holders.run({ link, seen: new Map() }, () => work(confirm));
      } finally {
        link.close();
      }
    },
    close: () => shared.close(),
  };
}

function interrupted(): FobError {
  return new FobError(
    "lock_timeout",
    "The database was away meanwhile, so another machine may have done it.",
    {
      hint: "Nothing was sent. Run the same command again.",
      retryable: true,
    },
  );
}
