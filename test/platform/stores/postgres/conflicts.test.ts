import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { FobError } from "../../../../src/core/errors.ts";
import type { Postgres } from "../../../../src/platform/stores/postgres/index.ts";
import { type Timed, timed } from "../../../faults/support/timed.ts";
import { frontOf } from "../../../support/fake-postgres.ts";
import { describeNeeds } from "../../../support/needs.ts";
import { type PostgresServer, postgresMissing, startPostgres } from "../../../support/postgres.ts";
import { initialised, openShared } from "../../../support/postgres-world.ts";
import { slotsWith, tokenIn } from "../../../support/slots.ts";

describeNeeds(postgresMissing(), "others at the same PostgreSQL", () => {
  let server: PostgresServer;
  const key = randomBytes(32).toString("hex");
  beforeAll(async () => {
    server = await initialised(await startPostgres());
  }, 60_000);
  afterAll(() => server.dispose());
  beforeEach(async () => {
    await machine().store.write("r", slotsWith("old"));
  });

  function machine(limitMs = 30_000, port = server.port): Postgres {
    const url = (user: string) => server.url(user).replace(`:${server.port}/`, `:${port}/`);
    const opened = openShared({ url, password: server.password }, key, { limitMs });
    onTestFinished(() => opened.close());
    return opened;
  }

  /** A setting of the runners' role for this test, as an administrator makes it. */
  function ofRunners(setting: string, back: string): void {
    server.sql(`ALTER ROLE runner ${setting}`);
    onTestFinished(() => void server.sql(`ALTER ROLE runner ${back}`));
  }

  async function failing(work: Promise<unknown>): Promise<Timed<{ code: string; message: string }>> {
    const { value, ms } = await timed(() => work.catch((error: unknown) => error));
    expect(value).toBeInstanceOf(FobError);
    const { code, message } = value as FobError;
    return { value: { code, message }, ms };
  }

  const unavailable = (reason: string, port = server.port) => ({
    code: "store_unavailable",
    message: `The database fob at 127.0.0.1:${port} fails: ${reason}.`,
  });
  const waited = {
    code: "lock_timeout",
    message: "Waited too long for another machine to finish with this login.",
  };

  describe("a write that the server ends for another's sake", () => {
    /** The first so many writes of entries fail so. */
    function failWrites(sqlState: string, times: number): void {
      server.sql(`CREATE SEQUENCE raised;
        CREATE FUNCTION raise_first() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          IF nextval('raised') <= ${times} THEN RAISE EXCEPTION 'of this test' USING ERRCODE = '${sqlState}'; END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER raise_first BEFORE INSERT OR UPDATE ON fob.entry
          FOR EACH ROW EXECUTE FUNCTION raise_first()`);
      onTestFinished(() => void server.sql("DROP FUNCTION raise_first CASCADE; DROP SEQUENCE raised"));
    }
    const tries = () => Number(server.sql("SELECT last_value FROM raised"));

    it.each(["40001", "40P01"])("%s three times: written at the fourth", async (sqlState) => {
      failWrites(sqlState, 3);
      await machine().store.write("r", slotsWith("new"));
      expect([await tokenIn(machine().store, "r"), tries()]).toEqual(["new", 4]);
    });

    it.each(["40001", "40P01"])("%s for ever: 9 in bounded time, the old value whole", async (sqlState) => {
      failWrites(sqlState, 1_000_000);
      const { value, ms } = await failing(machine(800).store.write("r", slotsWith("new")));
      expect(value).toEqual(unavailable("others changed the same at the same time"));
      expect(ms).toBeLessThan(4_000);
      expect(tries()).toBeGreaterThan(2);
      expect(tries()).toBeLessThan(40);
      expect(await tokenIn(machine().store, "r")).toBe("old");
    });

    it("serializable transactions, of six machines at once: each is written", async () => {
      ofRunners("SET default_transaction_isolation = 'serializable'", "RESET ALL");
      const refs = ["a", "b", "c", "d", "e", "f"];
      await Promise.all(refs.map((ref) => machine().store.write(ref, slotsWith(ref))));
      await Promise.all(refs.map(() => machine().store.write("r", slotsWith("new"))));
      expect(await Promise.all([...refs, "r"].map((ref) => tokenIn(machine().store, ref)))).toEqual([
        ...refs,
        "new",
      ]);
    });
  });

  describe("a lock that another holds", () => {
    /** Another machine in the middle of its work, until the test lets it end. */
    async function holder(token: string, ref = "r") {
      const { store } = machine();
      let end: () => void = () => {};
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      let work: Promise<void> = Promise.resolve();
      await new Promise<void>((resolve) => {
        work = store.hold(ref, async () => {
          await store.read(ref);
          resolve();
          await ended;
          await store.write(ref, slotsWith(token));
        });
      });
      return async () => {
        end();
        await work;
      };
    }

    it("for longer than the wait: 11 in its time; the holder is not disturbed", async () => {
      const finish = await holder("theirs");
      let entered = false;
      const { store } = machine(700);
      const { value, ms } = await failing(
        store.hold("r", async () => {
          entered = true;
        }),
      );
      expect([value, entered]).toEqual([waited, false]);
      expect(ms).toBeGreaterThan(500);
      expect(ms).toBeLessThan(3_500);
      await finish();
      expect(await tokenIn(machine().store, "r")).toBe("theirs");
    });

    it("is of that one login: another one's is had at once", async () => {
      const finish = await holder("theirs");
      expect(await machine(2_000).store.hold("other", async () => "done")).toBe("done");
      await finish();
    });

    it("and then gives back: who waited goes on, and sees what was written", async () => {
      const finish = await holder("theirs");
      const { store } = machine();
      const next = store.hold("r", () => tokenIn(store, "r"));
      await finish();
      expect(await next).toBe("theirs");
    });

    it("outlasts the role's own limits on statements and on idle connections", async () => {
      ofRunners("SET statement_timeout = '200ms'", "RESET ALL");
      server.sql("ALTER ROLE runner SET idle_session_timeout = '200ms'");
      const finish = await holder("theirs");
      const { store } = machine();
      const next = store.hold("r", () => tokenIn(store, "r"));
      await sleep(700);
      await finish();
      expect(await next).toBe("theirs");
    });

    it("and writes past it, as no fob does: 11, nothing is overwritten", async () => {
      const { store } = machine();
      const work = store.hold("r", async () => {
        await store.read("r");
        await machine().store.write("r", slotsWith("theirs"));
        await store.write("r", slotsWith("mine"));
      });
      expect((await failing(work)).value).toEqual({
        code: "lock_timeout",
        message: "Another machine has changed r meanwhile; nothing was written.",
      });
      expect(await tokenIn(machine().store, "r")).toBe("theirs");
    });
  });

  it("who has read what another has changed when the write arrives: 11, nothing is overwritten", async () => {
    server.sql("DROP TABLE IF EXISTS former; CREATE TABLE former AS SELECT * FROM fob.entry WHERE id = 'r'");
    await machine().store.write("r", slotsWith("newer"));
    const { port } = await frontOf(server.port, (_socket, _upstream, text) => {
      if (/UPDATE fob\.entry SET version/.test(text))
        server.sql("DELETE FROM fob.entry WHERE id = 'r'; INSERT INTO fob.entry SELECT * FROM former");
    });
    const { store } = machine(30_000, port);
    const work = store.hold("r", async () => {
      await store.read("r");
      await store.write("r", slotsWith("mine"));
    });
    expect((await failing(work)).value).toMatchObject({ code: "lock_timeout" });
    expect(await tokenIn(machine().store, "r")).toBe("old");
  });

  describe("a full server", () => {
    const full = () => ofRunners("CONNECTION LIMIT 0", "CONNECTION LIMIT -1");

    it("for good: 9 in bounded time", async () => {
      full();
      const { value, ms } = await failing(machine(600).store.write("r", slotsWith("new")));
      expect(value).toEqual(unavailable("it has too many connections"));
      expect(ms).toBeLessThan(3_500);
    });

    it("that has a place again: done", async () => {
      full();
      const writing = machine().store.write("r", slotsWith("new"));
      await sleep(300);
      server.sql("ALTER ROLE runner CONNECTION LIMIT -1");
      await writing;
      expect(await tokenIn(machine().store, "r")).toBe("new");
    });
  });

  it("a server made read-only: it is read; a write is 9 and says so, at once", async () => {
    ofRunners("SET default_transaction_read_only = on", "RESET ALL");
    expect(await tokenIn(machine().store, "r")).toBe("old");
    const { value, ms } = await failing(machine().store.write("r", slotsWith("new")));
    expect(value).toEqual(unavailable("it can only be read (a replica?)"));
    expect(ms).toBeLessThan(3_000);
    expect((await failing(machine().store.delete("r"))).value.code).toBe("store_unavailable");
    expect(await tokenIn(machine().store, "r")).toBe("old");
  });

  describe("the connection ends at the write", () => {
    const isWrite = /UPDATE fob\.entry SET version/;

    it("after the server got it, before its answer came: written once, and known to be", async () => {
      let cuts = 0;
      const { port } = await frontOf(server.port, (socket, upstream, text) => {
        if (cuts > 0 || !isWrite.test(text)) return;
        cuts++;
        upstream.unpipe(socket);
        upstream.resume();
        setTimeout(() => socket.destroy(), 300);
      });
      const before = BigInt(server.sql("SELECT version FROM fob.entry WHERE id = 'r'"));
      await machine(30_000, port).store.write("r", slotsWith("new"));
      const after = BigInt(server.sql("SELECT version FROM fob.entry WHERE id = 'r'"));
      expect([await tokenIn(machine().store, "r"), cuts, after - before]).toEqual(["new", 1, 1n]);
    });

    it("before the server got it: written by the next connection", async () => {
      let cuts = 0;
      const { port } = await frontOf(server.port, (socket, upstream, text) => {
        if (cuts > 0 || !isWrite.test(text)) return;
        cuts++;
        upstream.destroy();
        socket.destroy();
      });
      await machine(30_000, port).store.write("r", slotsWith("new"));
      expect([await tokenIn(machine().store, "r"), cuts]).toEqual(["new", 1]);
    });

    it("each time: 9 in bounded time, the old value whole", async () => {
      const { port } = await frontOf(server.port, (socket, upstream, text) => {
        if (!isWrite.test(text)) return;
        upstream.destroy();
        socket.destroy();
      });
      const { value, ms } = await failing(machine(800, port).store.write("r", slotsWith("new")));
      expect(value).toEqual(unavailable("it does not answer in time, or cut the connection", port));
      expect(ms).toBeLessThan(4_000);
      expect(await tokenIn(machine().store, "r")).toBe("old");
    });
  });
});
