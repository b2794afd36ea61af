import { FobError } from "../../../core/errors.ts";
import type { ProfileRecords } from "../../../core/profile-records.ts";
import type { LeaseRequests } from "../../../core/rate-limit.ts";
import type { SharedDatabase } from "../../../core/shared-database.ts";
import type { SharedStore } from "../../../core/store.ts";
import type { AuditTable } from "../../audit/table.ts";
import { type Address, parseAddress, placeOf } from "./address.ts";
import { auditTable } from "./audit-table.ts";
import { type Connection, connect } from "./connection.ts";
import { withCopies } from "./copies.ts";
import { createCopyFiles, noCopyFiles } from "./copy-files.ts";
import { createDatabase } from "./database.ts";
import { requireDriver } from "./driver.ts";
import { failureOf } from "./failures.ts";
import { inspectDatabase } from "./inspect.ts";
import { type KeyRing, type KeyWorld, openKeyRing } from "./key-ring.ts";
import { createLink, type LinkWorld, patienceMs } from "./link.ts";
import { type PasswordWorld, passwordFor } from "./password.ts";
import { leaseFrom } from "./rate-table.ts";
import { postgresRecords } from "./records.ts";
import { rekey } from "./rekey.ts";
import { checkSchema, migrate, schemaSql } from "./schema.ts";
import { postgresStore } from "./store.ts";
import { createVault } from "./vault.ts";

export interface PostgresWorld
  extends PasswordWorld,
    Pick<LinkWorld, "clock" | "budget" | "random" | "inTurn"> {
  /** Of the process's user, where the URL names none. */
  readonly userName: string;
  /** What people call this machine. */
  readonly host: string;
  readonly warn?: KeyWorld["warn"];
  readonly randomId: () => string;
  /** What the flag, the variable or the preferences name. */
  readonly findUrl: () => Promise<string | null>;
  /** The module pg. */
  readonly load?: () => unknown;
  /** Where copies rest that may be used while the database is away, if that is allowed. */
  readonly offline?: { readonly allowed: boolean; readonly folder: () => string };
}

export interface Postgres extends SharedDatabase {
  readonly store: SharedStore;
  readonly records: ProfileRecords;
  readonly audit: AuditTable;
  readonly lease: LeaseRequests;
  close(): void;
}

/** Everything of the shared database; it is looked for, and connected to, when it is used. */
export function openPostgres(world: PostgresWorld): Postgres {
  const { keep, clock, randomId, warn = () => {} } = world;
  const address = once(() => findAddress(world));
  const ring = once((): KeyRing => openKeyRing(world));
  const { files, allowed } = copiesOf(world);
  const place = async () => ownPlace(await address());
  const database = createDatabase({
    ...linkWorld(world, address, checkSchema, () => copies.away()),
    ...(allowed ? { patienceMs: () => (files.isEmpty() ? patienceMs : shortPatienceMs) } : {}),
  });
  const copies = withCopies(createVault(database, ring), { ...world, allowed, files, place, ring, warn });
  const { vault } = copies;
  return {
    store: postgresStore(vault, database, keep, randomId),
    records: postgresRecords(vault),
    audit: auditTable(database, world.host),
    lease: leaseFrom(database),
    url: async () => {
      const url = await world.findUrl();
      if (url !== null) await address();
      return url;
    },
    schemaSql: async () => schemaSql(),
    init: () =>
      alone(
        createLink(
          linkWorld(world, address, async () => {}),
          false,
        ),
        migrate,
      ),
    rekey: async () => rekey(database, vault, ring()),
    usesCopy: () => copies.away() !== null,
    inspect: async () =>
      (await world.findUrl()) === null ? [] : inspectDatabase(database, await address(), ring, clock),
    close: () => database.close(),
  };
}

/** A server that starts again is waited for less long where there is something to go on with. */
const shortPatienceMs = 2_000;

function copiesOf({ offline }: PostgresWorld) {
  return {
    allowed: offline?.allowed === true,
    files: offline === undefined ? noCopyFiles : createCopyFiles(offline.folder),
  };
}

function ownPlace(address: Address): string {
  return `${address.user}@${placeOf(address)}`;
}

async function alone<T>(
  link: ReturnType<typeof createLink>,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  try {
    return await link.run(work);
  } finally {
    link.close();
  }
}

function linkWorld(
  world: PostgresWorld,
  address: () => Promise<Address>,
  prepare: (connection: Connection) => Promise<void>,
  away: () => FobError | null = () => null,
): LinkWorld {
  return {
    ...world,
    explain: async (error) => failureOf(error, await address()),
    async open() {
      const why = away();
      if (why !== null) throw why;
      const place = await address();
      const password = await passwordFor(place, world);
      const connection = await connect(world.load ?? requireDriver, place, password, world.budget);
      try {
        await prepare(connection);
        return connection;
      } catch (error) {
        connection.close();
        throw error;
      }
    },
  };
}

async function findAddress({ findUrl, env, userName }: PostgresWorld): Promise<Address> {
  const url = await findUrl();
  if (url !== null) return parseAddress(url, env, userName);
  throw new FobError("store_unavailable", "No shared database is named.", {
    hint: "Name it: fob store use postgres --url postgres://USER@HOST/DATABASE, or set FOB_STORE_URL.",
  });
}

/** A failure that is thrown is thrown again each time. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
