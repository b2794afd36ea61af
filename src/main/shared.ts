import { homedir, hostname, userInfo } from "node:os";
import type { Budget } from "../core/budget.ts";
import type { Clock } from "../core/clock.ts";
import type { ProfileRecords } from "../core/profile-records.ts";
import type { Notice } from "../core/provider.ts";
import type { LeaseRequests } from "../core/rate-limit.ts";
import type { KeepSecret, Secret } from "../core/secret.ts";
import type { SharedDatabase } from "../core/shared-database.ts";
import type { CredentialStore } from "../core/store.ts";
import type { AuditTable } from "../platform/audit/table.ts";
import { sharedDescription } from "../platform/stores/descriptions.ts";
import type { Postgres } from "../platform/stores/postgres/index.ts";

interface SharedWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly keep: KeepSecret;
  readonly clock: Clock;
  readonly budget: Budget;
  readonly warn: (notice: Notice) => void;
  readonly given: () => Promise<Secret | null>;
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  readonly randomId: () => string;
  readonly findUrl: () => Promise<string | null>;
  readonly offline: { readonly allowed: boolean; readonly folder: () => string };
}

export interface Shared {
  readonly store: CredentialStore;
  /** Null where no database is named. */
  findRecords(): Promise<ProfileRecords | null>;
  readonly database: SharedDatabase;
  auditTable(): Promise<AuditTable>;
  readonly lease: LeaseRequests;
  close(): Promise<void>;
}

/** What machines share is loaded only where a database is named. */
export function createShared(world: SharedWorld): Shared {
  let opened: Promise<Postgres> | null = null;
  let known: Postgres | null = null;
  const open = (): Promise<Postgres> => {
    opened ??= import("../platform/stores/postgres/index.ts").then(({ openPostgres }) => {
      known = openPostgres({
        ...world,
        home: homedir(),
        host: hostname(),
        userName: userName(),
        random: Math.random,
      });
      return known;
    });
    return opened;
  };
  const store = async () => (await open()).store;
  return {
    store: {
      name: "postgres",
      description: sharedDescription,
      check: async () => (await store()).check(),
      read: async (ref) => (await store()).read(ref),
      write: async (ref, slots) => (await store()).write(ref, slots),
      delete: async (ref) => (await store()).delete(ref),
      hold: async (ref, work) => (await store()).hold(ref, work),
      now: async () => (await store()).now(),
    },
    findRecords: async () => ((await world.findUrl()) === null ? null : (await open()).records),
    database: {
      url: async () => ((await world.findUrl()) === null ? null : (await open()).url()),
      schemaSql: async () => (await open()).schemaSql(),
      init: async () => (await open()).init(),
      rekey: async () => (await open()).rekey(),
      usesCopy: () => known?.usesCopy() ?? false,
      inspect: async () => ((await world.findUrl()) === null ? [] : (await open()).inspect()),
    },
    auditTable: async () => (await open()).audit,
    lease: async (...asked) => (await open()).lease(...asked),
    close: async () => (await opened)?.close(),
  };
}

/** A container's user may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "postgres";
  }
}
