import { randomBytes } from "node:crypto";
import { expect, onTestFinished } from "vitest";
import { runFob } from "../../support/cli.ts";
import { type PostgresServer, startPostgres } from "../../support/postgres.ts";
import { createPlace, createWorld, type Place, type World } from "./world.ts";

export interface Fleet {
  readonly server: PostgresServer;
  /** The first machine, and the sandbox that all of them speak to. */
  readonly world: World;
  /** All machines, each with a home of its own. */
  readonly machines: readonly Place[];
}

/** Machines that share a login at Amity whose token has ended, at the server too; new ones last. */
export function expiredFleet(count: number, latencyMs = 0): Promise<Fleet> {
  return fleetWith({ count, latencyMs, ageMs: 31 * 86_400_000 });
}

/** Machines that share a login at Amity that is so old; its token lives for thirty days. */
export async function fleetWith(options: {
  readonly count: number;
  readonly ageMs: number;
  readonly latencyMs?: number;
}): Promise<Fleet> {
  const { count, ageMs, latencyMs = 0 } = options;
  const server = await startPostgres();
  onTestFinished(() => server.dispose());
  const asAdmin = { env: { PGPASSWORD: server.password } };
  expect(await runFob(["store", "init", "--url", server.url("admin")], asAdmin)).toMatchObject({ status: 0 });
  server.sql("GRANT fob_client TO runner");
  const env = {
    FOB_STORE: "postgres",
    FOB_STORE_URL: server.url("runner"),
    FOB_STORE_KEY_FILE: "",
    FOB_STORE_KEY: randomBytes(32).toString("hex"),
    PGPASSWORD: server.password,
  };
  const clock = { behindMs: ageMs };
  const world = await createWorld({ now: () => Date.now() - clock.behindMs, latencyMs }, env);
  await world.login("amity");
  clock.behindMs = 0;
  return { server, world, machines: [world, ...Array.from({ length: count - 1 }, () => createPlace(env))] };
}
