import { join } from "node:path";
import type { Env, Globals } from "../cli/global-options.ts";
import type { App } from "../core/app.ts";
import type { KeepSecret } from "../core/secret.ts";
import { createGivenSecrets } from "../platform/given-secrets.ts";
import { withShared } from "../platform/profile-records/with-shared.ts";
import { randomId } from "../platform/random.ts";
import { openFiles } from "./files.ts";
import { createShared, type Shared } from "./shared.ts";

interface KeptWorld extends Pick<App, "clock" | "budget" | "warn"> {
  readonly env: Env;
  readonly keep: KeepSecret;
  readonly folder: () => string;
}

/** What outlasts the call, in fob's folder and in the database that machines share, and the secrets given to it. */
export function openKept(
  world: KeptWorld,
  globals: Globals,
): { readonly kept: Pick<App, "lock" | "records" | "preferences" | "given">; readonly shared: Shared } {
  const { env, keep, clock, budget, folder, warn } = world;
  const files = openFiles(folder, clock, budget);
  const given = createGivenSecrets({ env, keep }, globals.secrets);
  const shared = createShared({
    env,
    keep,
    clock,
    budget,
    warn,
    given: () => given.take("storePassword"),
    inTurn: (work) => files.lock.hold("-database", work),
    randomId: () => randomId(),
    offline: { allowed: globals.offlineOk, folder: () => join(folder(), "offline") },
    findUrl: async () => globals.storeUrl ?? (await files.preferences.get()).storeUrl,
  });
  return { kept: { ...files, records: withShared(files.records, shared.findRecords), given }, shared };
}
