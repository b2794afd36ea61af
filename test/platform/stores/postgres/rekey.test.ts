import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { describeNeeds } from "../../../support/needs.ts";
import { type PostgresServer, postgresMissing, startPostgres } from "../../../support/postgres.ts";
import { initialised, openShared } from "../../../support/postgres-world.ts";
import { slotsWith, tokenIn } from "../../../support/slots.ts";

describeNeeds(postgresMissing(), "a key that is turned over", () => {
  let server: PostgresServer;
  const [old, fresh] = [randomBytes(32).toString("hex"), randomBytes(32).toString("hex")];
  const refs = Array.from({ length: 10 }, (_, number) => `r${number}`);
  beforeAll(async () => {
    server = await initialised(await startPostgres());
    const { store, close } = openShared(server, old);
    for (const ref of refs) await store.write(ref, slotsWith(ref));
    close();
  }, 60_000);
  afterAll(() => server.dispose());

  /** A machine whose key file has these lines. */
  function machine(keys: readonly string[], limitMs = 120_000) {
    const folder = mkdtempSync(join(tmpdir(), "fob-keys-"));
    const FOB_STORE_KEY_FILE = join(folder, "key");
    writeFileSync(FOB_STORE_KEY_FILE, keys.join("\n"), { mode: 0o600 });
    const env = { FOB_STORE_KEY_FILE, PGPASSWORD: server.password };
    const opened = openShared(server, "", { limitMs, env });
    onTestFinished(() => {
      opened.close();
      rmSync(folder, { recursive: true });
    });
    return opened;
  }
  const keyIds = () => server.sql("SELECT DISTINCT key_id FROM fob.entry");

  it("leaves no reader and no writer without its login for a moment, in four turns", async () => {
    let [turning, reads, writes] = [true, 0, 0];
    const reader = async (number: number) => {
      const { store } = machine(number % 2 === 0 ? [old, fresh] : [fresh, old]);
      for (let at = number; turning; at++, reads++) {
        const ref = refs[at % 9] ?? "";
        expect(await tokenIn(store, ref)).toBe(ref);
      }
    };
    const writer = async () => {
      const { store } = machine([old, fresh]);
      while (turning) {
        await store.hold("r9", () => store.write("r9", slotsWith(`w${++writes}`)));
        expect(await tokenIn(store, "r9")).toBe(`w${writes}`);
      }
    };
    const others = Promise.all([...Array.from({ length: 6 }, (_, number) => reader(number)), writer()]);
    const ids: string[] = [];
    try {
      for (const keys of [
        [fresh, old],
        [old, fresh],
        [fresh, old],
        [old, fresh],
      ])
        ids.push((await machine(keys).rekey()).keyId);
    } finally {
      turning = false;
    }
    await others;
    expect([new Set(ids).size, keyIds()]).toEqual([2, ids.at(-1)]);
    expect(Math.min(reads / 6, writes)).toBeGreaterThan(4);
    expect(await tokenIn(machine([old]).store, "r9")).toBe(`w${writes}`);
  });

  it("half-way is no harm: whoever has both reads all, and the same call ends it", async () => {
    const holder = machine([old, fresh]).store;
    let end: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const work = holder.hold("r7", () => ended);
    const turn = machine([fresh, old], 1_500);
    await expect(turn.rekey()).rejects.toMatchObject({ code: "lock_timeout" });
    expect(keyIds().split("\n")).toHaveLength(2);
    const { store } = machine([old, fresh]);
    expect(await Promise.all(refs.slice(0, 9).map((ref) => tokenIn(store, ref)))).toEqual(refs.slice(0, 9));
    end();
    await work;
    const { keyId } = await machine([fresh, old]).rekey();
    expect(keyIds()).toBe(keyId);
    expect(await tokenIn(machine([fresh]).store, "r7")).toBe("r7");
  });
});
