import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { type Ended, startChild } from "../support/child.ts";
import { without } from "../support/needs.ts";
import { fault } from "./support/fault.ts";
import { typed } from "./support/shell.ts";
import { createWorld, type World } from "./support/world.ts";

/** Whoever is root may mount in a namespace of mounts alone; others need one of users too. */
const unshare = process.getuid?.() === 0 ? ["unshare", "-m"] : ["unshare", "-rm"];
const noUnshare = without(
  [...unshare, "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", "/mnt"],
  "unshare and mount",
);
const noPrlimit = without(["prlimit", "--fsize=65536", "true"], "prlimit");

interface Outcome {
  readonly status: number;
  /** The id of the session that fob is logged in with, by the server's word. */
  readonly session: string;
  readonly alive: readonly string[];
}

/** A login in use, over which another is made. */
async function loggedIn(): Promise<World & { readonly before: readonly string[] }> {
  const world = await createWorld();
  const before = world.sandbox.sessionIds();
  await world.login("productive");
  return { ...world, before };
}

async function run(command: readonly string[], world: World, stdin: string): Promise<Ended> {
  const child = startChild(command, world.env);
  child.process.stdin.end(stdin);
  return child.ended;
}

/** What holds whenever a login met a full disk: the old login or the new one works, and no third session lives. */
function expectOldOrNew({ status, session, alive }: Outcome, old: string): void {
  expect([0, 10]).toContain(status);
  expect(alive).toEqual([session]);
  expect(status === 10 ? [old] : alive).toEqual([session]);
}

function sessionOf(whoami: string): string {
  const { data } = JSON.parse(whoami);
  expect([data.state, data.verified]).toEqual(["active", true]);
  return data.session.id;
}

function aliveOf(world: World, before: readonly string[]): readonly string[] {
  return world.sandbox.sessionIds().filter((id) => !before.includes(id));
}

describe("a login over another", () => {
  fault(
    "a login over another, on a disk that fills up at any of its blocks",
    "the old login or the new one, whole; exit 10 or 0",
    async () => {
      const seen = new Set<number>();
      const blocks = Array.from({ length: 10 }, (_, n) => n);
      for (const free of blocks) {
        const world = await loggedIn();
        const [old = ""] = aliveOf(world, world.before);
        const seed = join(world.home, "seed");
        cpSync(world.config, seed, { recursive: true });
        const { args, stdin } = world.loginArgs("productive");
        const script = `
        mount -t tmpfs -o size=128k,mode=700 tmpfs ${world.config} || exit 99
        cp -a ${seed}/. ${world.config}/
        dd if=/dev/zero of=${world.config}/fill bs=4k 2>/dev/null
        truncate -s $(( $(stat -c %s ${world.config}/fill) - ${free} * 4096 )) ${world.config}/fill
        ${typed(world, args)} >${world.home}/out 2>${world.home}/err
        echo $? >${world.home}/status
        rm ${world.config}/fill
        ${typed(world, ["whoami", "--json"])}
        rm -rf ${seed}; cp -a ${world.config} ${seed}`;
        const { out, code, err } = await run([...unshare, "sh", "-c", script], world, stdin);
        expect([code, err]).toEqual([0, ""]);
        const status = Number(readFileSync(join(world.home, "status"), "utf8"));
        seen.add(status);
        expectOldOrNew({ status, session: sessionOf(out), alive: aliveOf(world, world.before) }, old);
        rmSync(world.config, { recursive: true });
        cpSync(seed, world.config, { recursive: true });
        expect(Object.keys(world.files()).filter((name) => name.endsWith(".tmp"))).toEqual([]);
      }
      expect([...seen].sort()).toEqual([0, 10]);
      return blocks.length;
    },
    { missing: noUnshare },
  );

  fault(
    "a login over another, where no file may grow beyond a size",
    "the old login or the new one, whole; exit 10 or 0",
    async () => {
      const seen = new Set<number>();
      const sizes = [0, 1, 64, 150, 250, 350, 450, 600, 900, 65_536];
      for (const size of sizes) {
        const world = await loggedIn();
        const [old = ""] = aliveOf(world, world.before);
        const { args, stdin } = world.loginArgs("productive");
        const { code } = await run(["prlimit", `--fsize=${size}`, ...world.command(args)], world, stdin);
        const { stdout } = await world.fob(["whoami", "--json"]);
        expectOldOrNew(
          { status: code ?? -1, session: sessionOf(stdout), alive: aliveOf(world, world.before) },
          old,
        );
        seen.add(code ?? -1);
      }
      expect([...seen].sort()).toEqual([0, 10]);
      return sizes.length;
    },
    { missing: noPrlimit },
  );
});

describe("a first login", () => {
  fault(
    "a first login, where no file may grow beyond a size",
    "nothing half is stored, no session is left; exit 10 or 0",
    async () => {
      const sizes = [0, 100, 300, 500, 700];
      for (const size of sizes) {
        const world = await createWorld();
        const before = world.sandbox.sessionIds();
        const { args, stdin } = world.loginArgs("productive");
        const { code } = await run(["prlimit", `--fsize=${size}`, ...world.command(args)], world, stdin);
        expect([0, 10]).toContain(code);
        const { status } = await world.fob(["whoami", "--json"]);
        expect([status, aliveOf(world, before).length]).toEqual(code === 0 ? [0, 1] : [4, 0]);
      }
      return sizes.length;
    },
    { missing: noPrlimit },
  );

  fault(
    "a disk that is read-only, with the token in the environment",
    "works without writing, exit 0",
    async () => {
      const world = await loggedIn();
      const { stdout: token } = await world.fob(["token", "print"]);
      const dir = join(world.home, "ro");
      mkdirSync(dir);
      const env = {
        ...world.env,
        FOB_TOKEN: token.trim(),
        FOB_PROVIDER: "productive",
        FOB_BASE_URL: world.sandbox.url("productive"),
        FOB_CONFIG_DIR: join(dir, "config"),
      };
      const script = `mount -t tmpfs -o ro,size=64k tmpfs ${dir} || exit 99
      ${typed(world, ["sessions", "list", "--json"])}`;
      const child = startChild([...unshare, "sh", "-c", script], env);
      const { code, err } = await child.ended;
      expect([code, err]).toEqual([0, ""]);
    },
    { missing: noUnshare },
  );
});
