import { randomBytes } from "node:crypto";
import { createRedactor } from "../../src/core/redactor.ts";
import { createBudget } from "../../src/platform/budget.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { openPostgres, type Postgres, type PostgresWorld } from "../../src/platform/stores/postgres/index.ts";
import type { PostgresServer } from "./postgres.ts";

/** The runners' handle on a server's database, as one process of one machine has it. */
export function openShared(
  server: Pick<PostgresServer, "url" | "password">,
  key: string,
  more: Partial<PostgresWorld> & { readonly user?: string; readonly limitMs?: number } = {},
): Postgres {
  const { user = "runner", limitMs = 30_000, ...world } = more;
  return openPostgres({
    env: { FOB_STORE_KEY: key, PGPASSWORD: server.password },
    home: "/nowhere",
    userName: user,
    host: "here",
    keep: createRedactor().keep,
    given: async () => null,
    clock: systemClock,
    budget: createBudget(systemClock, { totalMs: limitMs, stallMs: null }, new AbortController()),
    random: Math.random,
    inTurn: (work) => work(),
    randomId: () => randomBytes(16).toString("hex"),
    findUrl: async () => server.url(user),
    ...world,
  });
}

/** Empties the database, makes the tables, lets the runners in. */
export async function initialised(server: PostgresServer): Promise<PostgresServer> {
  server.sql("DROP SCHEMA IF EXISTS fob CASCADE");
  const admin = openShared(server, "", { user: "admin" });
  await admin.init();
  admin.close();
  server.sql("GRANT fob_client TO runner");
  return server;
}
