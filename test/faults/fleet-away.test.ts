import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { fakePostgres, refusal } from "../support/fake-postgres.ts";
import { postgresMissing } from "../support/postgres.ts";
import { inBlackHole, noBlackHole, swallowed } from "./support/black-hole.ts";
import { fault } from "./support/fault.ts";
import { expiredFleet } from "./support/fleet.ts";
import { timed } from "./support/timed.ts";
import { createWorld, filesBelow, type Place } from "./support/world.ts";

const canary = "canary-of-the-database";
const env = {
  FOB_STORE: "postgres",
  FOB_STORE_KEY_FILE: "",
  FOB_STORE_KEY: "00".repeat(32),
  PGPASSWORD: canary,
};
const needs = { missing: postgresMissing(), timeoutMs: 240_000 };

describe("the shared database is away", () => {
  fault(
    "it is not there, is silent, hangs up, or refuses the password, at a login with --debug",
    "exit 9 in bounded time; nothing is asked of the provider; no line has the password",
    async () => {
      const world = await createWorld({}, env);
      const silent = await fakePostgres(() => {});
      const hangsUp = await fakePostgres((socket) => socket.end());
      const refuses = await fakePostgres((socket) => socket.end(refusal("28P01", canary)));
      const rows = [
        [1, "it does not answer (ECONNREFUSED)"],
        [silent.port, "it does not answer in time, or cut the connection"],
        [hangsUp.port, "it does not answer in time, or cut the connection"],
        [refuses.port, "it refuses this login"],
      ] as const;
      const { args, stdin } = world.loginArgs("amity");
      const ends = await timed(() =>
        Promise.all(
          rows.map(([port]) =>
            world.fob([...args, "--debug", "--json", "--timeout", "2s"], {
              stdin,
              env: { FOB_STORE_URL: `postgres://runner@127.0.0.1:${port}/fob` },
            }),
          ),
        ),
      );
      for (const [index, [, reason]] of rows.entries()) {
        const { status, stdout, stderr } = ends.value[index] ?? { status: 0, stdout: "", stderr: "" };
        expect([status, stdout]).toEqual([9, ""]);
        const { error } = JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? "");
        expect(error).toMatchObject({ code: "store_unavailable", message: expect.stringContaining(reason) });
        expect(stderr).not.toContain(canary);
      }
      expect(ends.ms).toBeLessThan(20_000);
      expect([world.sandbox.requests(), Object.keys(world.files())]).toEqual([[], []]);
      return rows.length;
    },
    needs,
  );

  fault(
    "its network swallows every packet",
    "exit 9 in bounded time",
    async () => {
      const world = await createWorld({}, env);
      const url = `postgres://runner@${swallowed}/fob`;
      const args = ["token", "print", "-p", "amity", "--timeout", "2s"];
      const command = inBlackHole("/etc/resolv.conf", world.command([...args]));
      const { value, ms } = await timed(() =>
        world.fob([...command], {
          instead: [
            "-e",
            "const c = process.argv.slice(1); const r = require('child_process').spawnSync(c[0], c.slice(1), { stdio: 'inherit' }); process.exit(r.status)",
          ],
          env: { FOB_STORE_URL: url },
        }),
      );
      expect(value).toEqual({
        status: 9,
        stdout: "",
        stderr: expect.stringContaining("it does not answer in time, or cut the connection."),
      });
      expect(ms).toBeLessThan(15_000);
    },
    { ...needs, missing: needs.missing ?? noBlackHole },
  );

  fault(
    "a password stands in its URL: by the variable, by --url, by store use",
    "exit 2 before anything is tried; it is neither shown nor kept",
    async () => {
      const world = await createWorld({}, env);
      const { port, seen } = await fakePostgres(() => {});
      const urls = [
        `postgres://runner:${canary}@127.0.0.1:${port}/fob`,
        `postgres://runner@127.0.0.1:${port}/fob?password=${canary}`,
      ];
      for (const url of urls) {
        const calls = [
          await world.fob(["store", "use", "postgres", "--url", url]),
          await world.fob(["store", "init", "--url", url, "--json"]),
          await world.fob(["token", "print", "-p", "amity", "--debug"], { env: { FOB_STORE_URL: url } }),
          await world.fob(["whoami", "-p", "amity"], { env: { FOB_STORE_URL: url } }),
        ];
        for (const { status, stdout, stderr } of calls) {
          expect([status, stdout]).toEqual([2, ""]);
          expect(stderr).toContain("A password does not belong into the URL of the database.");
          expect(stderr).not.toContain(canary);
        }
      }
      expect(seen.connections).toBe(0);
      for (const text of Object.values(filesBelow(world.home))) expect(text).not.toContain(canary);
      return urls.length * 4;
    },
    needs,
  );

  fault(
    "it can only be read when a token has expired",
    "exit 9 and a line that says so; the provider is not asked for another one; once it can be written, all is well",
    async () => {
      const { server, world, machines } = await expiredFleet(2);
      const other = machines[1] as Place;
      const print = ["token", "print", "-p", "amity"];
      server.sql("ALTER ROLE runner SET default_transaction_read_only = on");
      const before = world.sandbox.requests("amity").length;
      expect(await other.fob(print)).toEqual({
        status: 9,
        stdout: "",
        stderr: expect.stringMatching(
          /it can only be read \(a replica\?\)\.\n.*Name the primary server in the URL\./,
        ),
      });
      expect(world.sandbox.requests("amity").length).toBe(before);
      server.sql("ALTER ROLE runner RESET ALL");
      expect(await other.fob(print)).toMatchObject({ status: 0 });
      expect(world.sandbox.counts.amityRegistrations).toBe(2);
    },
    needs,
  );

  fault(
    "its password comes by PGPASSFILE, by ~/.pgpass, by --secret, or by a file that others can read",
    "exit 0 by each of the first; 13 by the last, and the way to close it",
    async () => {
      const { server, machines } = await expiredFleet(1);
      const one = machines[0] as Place;
      const print = ["token", "print", "-p", "amity"];
      const line = `127.0.0.1:${server.port}:fob:runner:${server.password}\n`;
      const none = { PGPASSWORD: "" };
      expect(await one.fob(print, { env: none })).toMatchObject({ status: 9 });
      const file = join(one.home, "passwords");
      writeFileSync(file, line, { mode: 0o600 });
      expect(await one.fob(print, { env: { ...none, PGPASSFILE: file } })).toMatchObject({ status: 0 });
      const given = [...print, "--secret", "storePassword=-"];
      expect(await one.fob(given, { env: none, stdin: server.password })).toMatchObject({ status: 0 });
      writeFileSync(join(one.home, ".pgpass"), line, { mode: 0o600 });
      expect(await one.fob(print, { env: none })).toMatchObject({ status: 0 });
      const loose = join(one.home, "loose");
      writeFileSync(loose, line, { mode: 0o644 });
      const refused = await one.fob(print, { env: { ...none, PGPASSFILE: loose } });
      expect(refused).toMatchObject({ status: 13, stdout: "" });
      expect(refused.stderr).toContain(`chmod 600 '${loose}'`);
      expect(refused.stderr).not.toContain(server.password);
      return 5;
    },
    needs,
  );
});
