import { FobError } from "../../../core/errors.ts";
import type { Database } from "./database.ts";
import type { KeyRing } from "./key-ring.ts";
import { forgetFormerKeys, makeCurrent } from "./keys.ts";
import { type Kind, listRows } from "./rows.ts";
import type { Vault } from "./vault.ts";

const kinds: readonly Kind[] = ["credential", "profile"];

/**
 * The first key of this machine becomes the one that seals, then all is sealed again, one entry after the other.
 * Machines that have both keys read and write all the while.
 */
export async function rekey(
  database: Database,
  vault: Vault,
  ring: KeyRing,
): Promise<{ readonly keyId: string; readonly resealed: number }> {
  const keyId = ring.ids[0] ?? "";
  await database.run((connection) => makeCurrent(connection, keyId));
  let resealed = 0;
  for (const kind of kinds) {
    for (const id of await sealedByOthers(database, kind, keyId)) {
      await reseal(database, vault, kind, id);
      resealed++;
    }
  }
  const left = await Promise.all(kinds.map((kind) => sealedByOthers(database, kind, keyId)));
  if (left.flat().length > 0)
    throw new FobError("lock_timeout", `${left.flat().length} entries are still sealed with a former key.`, {
      hint: "Keep the former key, and run the same command again.",
      retryable: true,
    });
  await database.run(forgetFormerKeys);
  return { keyId, resealed };
}

async function sealedByOthers(database: Database, kind: Kind, keyId: string): Promise<readonly string[]> {
  const rows = await database.run((connection) => listRows(connection, kind));
  return rows.filter((row) => row.keyId !== keyId).map(({ id }) => id);
}

/** Under the lock of the login, so that a renewal that is under way does not find its entry changed. */
function reseal(database: Database, vault: Vault, kind: Kind, id: string): Promise<void> {
  const work = () => vault.put(kind, id, (former) => former);
  return kind === "credential" ? database.hold(id, work) : work();
}
