import type { Client } from "undici";

/** The connections to one origin: each carries one request at a time, and the one used last is used next. */
export interface Clients {
  take(fresh: boolean): Client;
  /** For another request; `then` when it is ready for one. */
  keep(client: Client, then: () => void): void;
  end(client: Client, then: () => void): void;
  endAll(): Promise<void>;
}

const told = Promise.resolve();

/** undici's own pool asks each of its connections in turn for one that is free, and tells of each that becomes so. */
export function createClients(open: () => Client): Clients {
  const all = new Set<Client>();
  const idle: Client[] = [];
  const opened = () => {
    const client = open();
    all.add(client);
    return client;
  };
  return {
    take: (fresh) => (fresh ? undefined : idle.pop()) ?? opened(),
    keep(client, then) {
      const free = () => {
        idle.push(client);
        then();
      };
      // A client takes its connection back in the turn after an answer, which it plans when it has told of that.
      void told.then(() => setImmediate(free));
    },
    end(client, then) {
      all.delete(client);
      void client.destroy().then(then);
    },
    async endAll() {
      idle.length = 0;
      await Promise.all([...all].map((client) => client.destroy()));
    },
  };
}
