import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox/index.ts";
import { type Called, newHome, removeHome, runFob } from "../support/cli.ts";
import { describeNeeds } from "../support/needs.ts";
import { type PostgresServer, postgresMissing, startPostgres } from "../support/postgres.ts";

describeNeeds(postgresMissing(), "a fleet on one PostgreSQL", () => {
  let server: PostgresServer;
  let sandbox: Sandbox;
  const key = randomBytes(32).toString("hex");
  const homes: string[] = [];
  beforeAll(async () => {
    server = await startPostgres();
    sandbox = await startSandbox();
  }, 60_000);
  afterAll(async () => {
    for (const home of homes) removeHome(home);
    await sandbox.stop();
    await server.dispose();
  });
  beforeEach(async () => {
    server.sql("DROP SCHEMA IF EXISTS fob CASCADE");
    expect(await machine().fob(["store", "init", "--url", server.url("admin")])).toMatchObject({ status: 0 });
    server.sql("GRANT fob_client TO runner");
  });

  /** A machine of its own: its home, its key file, and what its runner is given. */
  function machine(more: Readonly<Record<string, string>> = {}) {
    const home = newHome();
    homes.push(home);
    const keyFile = join(home, "fleet.key");
    writeFileSync(keyFile, `${key}\n`, { mode: 0o600 });
    const env = { FOB_STORE_KEY_FILE: keyFile, PGPASSWORD: server.password, ...more };
    return {
      home,
      keyFile,
      fob: (args: readonly string[], stdin = ""): Promise<Called> => runFob(args, { home, env, stdin }),
    };
  }
  const runner = (more = {}) =>
    machine({ FOB_STORE: "postgres", FOB_STORE_URL: server.url("runner"), ...more });
  const login = (profile = "amity") => ({
    args: [
      "login",
      "amity",
      "-p",
      profile,
      "--base-url",
      sandbox.url("amity"),
      "--username",
      sandbox.accounts.amity.open.userId,
      "--secret",
      "apiKey=-",
    ],
    stdin: sandbox.accounts.amity.open.apiKey,
  });
  const enter = async (one: ReturnType<typeof machine>, profile?: string) => {
    const { args, stdin } = login(profile);
    expect(await one.fob(args, stdin)).toMatchObject({ status: 0 });
  };
  const dataOf = ({ stdout }: Called) => JSON.parse(stdout).data;

  it("shares a login by its name: one machine logs in, another uses, renames and ends it", async () => {
    const [one, other] = [runner(), runner()];
    await enter(one);
    const token = await one.fob(["token", "print"]);
    expect(token).toMatchObject({ status: 0 });
    expect(await other.fob(["token", "print"])).toMatchObject({ status: 0, stdout: token.stdout });
    expect(dataOf(await other.fob(["profile", "list", "--json"]))).toMatchObject([
      { profile: "amity", provider: "amity", state: "active" },
    ]);
    expect(await other.fob(["profile", "rename", "amity", "ours"])).toMatchObject({ status: 0 });
    expect(await one.fob(["token", "print", "-p", "ours"])).toMatchObject({ stdout: token.stdout });
    expect(await other.fob(["logout", "ours"])).toMatchObject({ status: 0 });
    expect(await one.fob(["token", "print", "-p", "ours"])).toMatchObject({ status: 4 });
  });

  it("is chosen for good by store use, whose URL holds no password", async () => {
    const one = machine();
    const refused = await one.fob([
      "store",
      "use",
      "postgres",
      "--url",
      `postgres://runner:pw@127.0.0.1:${server.port}/fob`,
    ]);
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(refused.stderr).toMatch(/password.*PGPASSWORD, ~\/\.pgpass or --secret storePassword=SOURCE/s);
    expect(await one.fob(["store", "use", "postgres", "--url", server.url("runner")])).toMatchObject({
      status: 0,
    });
    await enter(one);
    expect(dataOf(await one.fob(["store", "status", "--json"]))).toMatchObject([
      { store: "keychain" },
      { store: "file" },
      { store: "postgres", preferred: true, state: "works", profiles: ["amity"] },
    ]);
    expect(server.sql("SELECT kind, id FROM fob.entry ORDER BY 1")).toMatch(
      /^credential\|amity-[0-9a-f]{8}\nprofile\|amity$/,
    );
  });

  it("moves to a machine's own store and back, each time in one place alone", async () => {
    const one = runner();
    const file = ["--store", "file"];
    await enter(one);
    const { stdout } = await one.fob(["token", "print"]);
    expect(await one.fob(["store", "migrate", "--from", "postgres", "--to", "file"])).toMatchObject({
      status: 0,
    });
    expect(server.sql("SELECT count(*) FROM fob.entry")).toBe("0");
    expect(await one.fob(["token", "print", ...file])).toMatchObject({ status: 0, stdout });
    expect(await one.fob(["store", "migrate", "--from", "file", "--to", "postgres"])).toMatchObject({
      status: 0,
    });
    expect(await one.fob(["token", "print", ...file])).toMatchObject({ status: 4 });
    expect(await runner().fob(["token", "print"])).toMatchObject({ status: 0, stdout });
  });

  it("never overwrites the shared login of the same name with another one", async () => {
    const [one, other] = [runner(), runner({ FOB_STORE: "file" })];
    await enter(one);
    const { stdout } = await one.fob(["token", "print"]);
    const own = machine({ FOB_STORE: "file" });
    await enter(own);
    const env = {
      FOB_STORE_URL: server.url("runner"),
      FOB_STORE_KEY_FILE: own.keyFile,
      PGPASSWORD: server.password,
    };
    const moved = await runFob(["store", "migrate", "--from", "file", "--to", "postgres"], {
      home: own.home,
      env,
    });
    expect(moved).toMatchObject({ status: 3 });
    expect(moved.stdout + moved.stderr).toContain("Another machine has stored a shared profile amity");
    expect(await one.fob(["token", "print"])).toMatchObject({ stdout });
    expect(await own.fob(["token", "print"])).toMatchObject({ status: 0 });
    expect(await other.fob(["profile", "list", "--json"])).toMatchObject({ status: 0 });
  });

  describe("refuses, and says what to type", () => {
    const rows: readonly (readonly [string, () => ReturnType<typeof machine>, number, RegExp])[] = [
      [
        "a database that nothing named",
        () => machine({ FOB_STORE: "postgres" }),
        9,
        /fob store use postgres --url/,
      ],
      ["no key", () => runner({ FOB_STORE_KEY_FILE: "" }), 9, /FOB_STORE_KEY_FILE/],
      [
        "a passphrase",
        () => runner({ FOB_STORE_KEY_FILE: "", FOB_STORE_KEY: "open sesame" }),
        9,
        /random key.*fob store key/s,
      ],
      ["another password", () => runner({ PGPASSWORD: "wrong" }), 9, /refuses this login.*PGPASSWORD/s],
      ["no password", () => runner({ PGPASSWORD: "" }), 9, /PGPASSWORD/],
      [
        "no such database",
        () => runner({ FOB_STORE_URL: server.url("runner", "nowhere") }),
        9,
        /no such database.*createdb/s,
      ],
      [
        "a database without tables",
        () => runner({ FOB_STORE_URL: server.url("admin", "postgres") }),
        9,
        /fob store init/,
      ],
      [
        "plain text off loopback",
        () => runner({ FOB_STORE_URL: "postgres://db.example.com/fob?sslmode=require" }),
        13,
        /verify-full/,
      ],
      [
        "another kind of URL",
        () => runner({ FOB_STORE_URL: "mysql://db.example.com/fob" }),
        2,
        /postgres:\/\/USER@HOST/,
      ],
    ];
    it.each(rows)("%s", async (_, make, status, says) => {
      const { args, stdin } = login();
      const called = await make().fob(args, stdin);
      expect(called).toMatchObject({ status, stdout: "" });
      expect(called.stderr).toMatch(says);
    });
  });

  it("refuses tables of a newer fob, and makes no login there", async () => {
    server.sql("INSERT INTO fob.schema_version (version) VALUES (99)");
    const { args, stdin } = login();
    const called = await runner().fob(args, stdin);
    expect(called).toMatchObject({ status: 9, stdout: "" });
    expect(called.stderr).toContain("Update fob on this machine.");
    expect(await machine().fob(["store", "init", "--url", server.url("admin")])).toMatchObject({ status: 9 });
  });

  it("prints the SQL that init runs, and runs it twice without harm", async () => {
    const { stdout } = await machine().fob(["store", "init", "--print"]);
    server.sql("DROP SCHEMA fob CASCADE");
    server.sql(stdout);
    const again = await machine().fob(["store", "init", "--url", server.url("admin"), "--json"]);
    expect(dataOf(again)).toEqual({ from_version: 3, to_version: 3, sql: null });
    await enter(runner());
  });

  it("lets a runner use the tables and not change them", async () => {
    const asRunner = `postgres://runner@127.0.0.1:${server.port}/fob`;
    const refused = await machine().fob(["store", "init", "--url", asRunner]);
    expect(refused).toMatchObject({ status: 0 });
    for (const text of ["DROP TABLE fob.entry", "ALTER TABLE fob.entry ADD x int", "CREATE TABLE fob.x ()"])
      expect(() => server.sql(`SET ROLE runner; ${text}`)).toThrow(/permission denied|must be owner/);
  });

  it("turns its key over while the other machine reads, and then does without the old one", async () => {
    const [one, other] = [runner(), runner()];
    await enter(one);
    const { stdout } = await one.fob(["token", "print"]);
    const fresh = randomBytes(32).toString("hex");
    for (const { keyFile } of [one, other]) writeFileSync(keyFile, `${fresh}\n${key}\n`);
    const reads: Promise<Called>[] = [];
    const turning = one.fob(["store", "rekey", "--json"]);
    for (let count = 0; count < 4; count++) reads.push(other.fob(["token", "print"]));
    expect(dataOf(await turning)).toEqual({ key_id: expect.stringMatching(/^[0-9a-f]{16}$/), resealed: 2 });
    for (const read of await Promise.all(reads)) expect(read).toMatchObject({ status: 0, stdout });
    for (const { keyFile } of [one, other]) writeFileSync(keyFile, `${fresh}\n`);
    expect(await other.fob(["token", "print"])).toMatchObject({ status: 0, stdout });
    expect(await runner().fob(["token", "print"])).toMatchObject({ status: 9, stdout: "" });
  });
});
