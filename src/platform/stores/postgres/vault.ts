import { FobError } from "../../../core/errors.ts";
import { visible } from "../../../core/visible.ts";
import type { Connection } from "./connection.ts";
import type { Database } from "./database.ts";
import type { KeyRing } from "./key-ring.ts";
import { firstKey } from "./keys.ts";
import { deleteRow, findRow, type Kind, listRows, lookBefore, type Row, writeRow } from "./rows.ts";

export interface Found {
  readonly id: string;
  open(): Promise<string>;
}

export interface Text {
  readonly text: string;
  readonly version: string;
}

/** Texts that only machines with the key can read, in a database that all of them share. */
export interface Vault {
  get(kind: Kind, id: string): Promise<string | null>;
  find(kind: Kind, id: string): Promise<Text | null>;
  list(kind: Kind): Promise<readonly Found[]>;
  /** `make` sees what it replaces; null leaves it. Under `hold` that must still be what was read there before. */
  put(kind: Kind, id: string, make: (former: string | null) => string | null): Promise<void>;
  delete(kind: Kind, id: string): Promise<boolean>;
}

/** Others are quicker so often only where something is wrong. */
const mostTries = 10;

export function createVault(database: Database, ring: () => KeyRing): Vault {
  const open = (kind: Kind, row: Row) => openRow(ring(), kind, row);
  const find: Vault["find"] = async (kind, id) => {
    const row = await database.run((connection) => findRow(connection, kind, id));
    database.held()?.seen.set(keyOf(kind, id), row?.version ?? null);
    return row === null ? null : { text: await open(kind, row), version: row.version };
  };
  return {
    find,
    get: async (kind, id) => (await find(kind, id))?.text ?? null,
    async list(kind) {
      const rows = await database.run((connection) => listRows(connection, kind));
      return rows.map((row) => ({ id: row.id, open: () => open(kind, row) }));
    },
    async put(kind, id, make) {
      const seen = kind === "credential" ? database.held()?.seen : undefined;
      const writing: Writing = { kind, id, make, ring, seen, mine: new Set() };
      for (let tries = 0; tries < mostTries; tries++)
        if (await database.run((connection) => write(connection, writing))) return;
      throw changed(id);
    },
    async delete(kind, id) {
      const held = database.held()?.seen;
      const expected = held?.get(keyOf(kind, id)) ?? null;
      const deleted = await database.run((connection) => deleteRow(connection, kind, id, expected));
      if (deleted === "changed") throw changed(id);
      held?.set(keyOf(kind, id), null);
      return deleted === "deleted";
    },
  };
}

interface Writing {
  readonly kind: Kind;
  readonly id: string;
  readonly make: (former: string | null) => string | null;
  readonly ring: () => KeyRing;
  /** The versions that the holder of the login's lock has read. */
  readonly seen: Map<string, string | null> | undefined;
  /** All that was tried: the connection may have broken when it was done already. */
  readonly mine: Set<string>;
}

/** False where another machine was quicker. */
async function write(connection: Connection, writing: Writing): Promise<boolean> {
  const { kind, id, ring, seen, mine } = writing;
  const { row, nextVersion, currentKey } = await lookBefore(connection, kind, id);
  if (row !== null && mine.has(row.version)) return true;
  if (!isAsSeen(writing, row)) throw changed(id);
  const text = writing.make(row === null ? null : await openRow(ring(), kind, row));
  if (text === null) return true;
  const keyId = currentKey ?? (await firstKey(connection, ring().ids[0] ?? ""));
  const sealed = await ring().seal({ kind, id, version: nextVersion, keyId }, text);
  mine.add(nextVersion);
  const fresh: Row = { id, version: nextVersion, keyId, sealed };
  if (!(await writeRow(connection, kind, fresh, row?.version ?? null))) return false;
  await checkWritten(connection, kind, fresh, seen !== undefined);
  seen?.set(keyOf(kind, id), nextVersion);
  return true;
}

function isAsSeen({ kind, id, seen }: Writing, row: Row | null): boolean {
  const expected = seen?.get(keyOf(kind, id));
  return expected === undefined || expected === (row?.version ?? null);
}

function openRow(ring: KeyRing, kind: Kind, { id, version, keyId, sealed }: Row): Promise<string> {
  return ring.open({ kind, id, version, keyId }, sealed);
}

/** Another machine may have replaced it at once, but not while this one holds it. */
async function checkWritten(connection: Connection, kind: Kind, row: Row, alone: boolean): Promise<void> {
  const found = await findRow(connection, kind, row.id);
  if (found?.version !== row.version) {
    if (alone) throw changed(row.id);
    return;
  }
  if (found.sealed === row.sealed) return;
  throw new FobError("store_unavailable", "The database gave back another value than the one written.", {
    hint: "Look at its log, and check it: fob doctor",
  });
}

function keyOf(kind: Kind, id: string): string {
  return `${kind} ${id}`;
}

function changed(id: string): FobError {
  return new FobError(
    "lock_timeout",
    `Another machine has changed ${visible(id)} meanwhile; nothing was written.`,
    {
      hint: "Run the same command again.",
      retryable: true,
    },
  );
}
