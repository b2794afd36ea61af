import { isFobError } from "../../../core/errors.ts";
import type { KeepSecret } from "../../../core/secret.ts";
import type { SharedStore, StoreHealth } from "../../../core/store.ts";
import { sharedDescription } from "../descriptions.ts";
import { decodeSlots, encodeSlots } from "../envelope.ts";
import type { Database } from "./database.ts";
import type { Vault } from "./vault.ts";

/** The store that machines share: what they read and write is one database's. */
export function postgresStore(
  vault: Vault,
  database: Database,
  keep: KeepSecret,
  randomId: () => string,
): SharedStore {
  return {
    name: "postgres",
    description: sharedDescription,
    check: () => probe(vault, `check-${randomId()}`).then((): StoreHealth => ({ kind: "works" }), refused),
    async read(ref) {
      const text = await vault.get("credential", ref);
      return text === null ? { kind: "absent" } : { kind: "found", slots: decodeSlots(ref, text, keep) };
    },
    async write(ref, slots) {
      const text = encodeSlots(ref, slots);
      await vault.put("credential", ref, (former) => {
        // Throws for what this version cannot understand, which is thus never overwritten.
        if (former !== null) decodeSlots(ref, former, keep);
        return text;
      });
    },
    delete: (ref) => vault.delete("credential", ref),
    hold: (ref, work) => database.hold(ref, work),
    now: () =>
      database.run(async (connection) => {
        const { rows } = await connection.query(
          "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now",
        );
        return new Date(Number(rows[0]?.now));
      }),
  };
}

/** An entry of its own kind and name, so that nothing stored is touched. */
async function probe(vault: Vault, id: string): Promise<void> {
  await vault.put("probe", id, () => "fob check");
  await vault.get("probe", id);
  await vault.delete("probe", id);
}

function refused(error: unknown): StoreHealth {
  if (!isFobError(error, "store_unavailable", "store_key")) throw error;
  const { message, details } = error;
  return { kind: "unavailable", reason: details.hint === undefined ? message : `${message} ${details.hint}` };
}
