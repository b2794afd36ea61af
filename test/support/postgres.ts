import { spawn, spawnSync } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { once } from "node:events";
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A real server of this test alone, on loopback; every login takes a password. */
export interface PostgresServer {
  readonly port: number;
  /** Data and log, as they lie on the disk. */
  readonly folder: string;
  /** Of the administrator and of the runners' role. */
  readonly password: string;
  url(user: string, database?: string): string;
  /** What psql answers, one line a row, as the administrator; fails where the statement does. */
  sql(text: string, database?: string): string;
  /** Holds an advisory lock of fob's by its name, as another machine would. */
  holdLock(name: string): { readonly ready: Promise<unknown>; release(): Promise<void> };
  start(): Promise<void>;
  /** `kill` ends it and all its connections at once; `kill -9` its first process alone, and the others follow. */
  stop(how: "kill" | "kill -9" | "orderly"): Promise<void>;
  dispose(): Promise<void>;
}

const account = "postgres";
const folders = ["/usr/lib/postgresql", "/usr/local/pgsql"];

/** Why no server can be had here, or null. */
export function postgresMissing(): string | null {
  if (binaries() === null) return "not installed: postgresql";
  try {
    import.meta.resolve("pg");
  } catch {
    return "not installed: the module pg";
  }
  if (process.getuid?.() !== 0) return null;
  return spawnSync("id", [account]).status === 0 ? null : `no user ${account} to run it, and root may not`;
}

export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "fob-pg-"));
  const password = randomBytes(12).toString("hex");
  const data = join(folder, "data");
  const port = await freePort();
  if (process.getuid?.() === 0) chownSync(folder, idOf("-u"), idOf("-g"));
  const passwords = join(folder, "pw");
  writeFileSync(passwords, `${password}\n`, { mode: 0o644 });
  await run("initdb", [
    "-D",
    data,
    "-U",
    "admin",
    "-A",
    "scram-sha-256",
    "--pwfile",
    passwords,
    "-N",
    "-E",
    "UTF8",
    "--locale=C",
  ]);
  rmSync(passwords);
  const settings = [
    `port = ${port}`,
    "listen_addresses = '127.0.0.1'",
    "unix_socket_directories = ''",
    "max_connections = 40",
    "log_statement = 'all'",
    "log_min_duration_statement = 0",
    "shared_buffers = 16MB",
    "autovacuum = off",
  ];
  writeFileSync(join(data, "fob.conf"), `${settings.join("\n")}\n`, { mode: 0o644 });
  writeFileSync(join(data, "postgresql.conf"), "include 'fob.conf'\n", { flag: "a" });
  const ctl = (...args: readonly string[]) => run("pg_ctl", ["-D", data, "-w", ...args]);
  const psql = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", String(port)];
  const env = { PATH: process.env.PATH, PGPASSWORD: password };
  const server: PostgresServer = {
    port,
    folder,
    password,
    url: (user, database = "fob") => `postgres://${user}@127.0.0.1:${port}/${database}`,
    sql(text, database = "fob") {
      const { status, stdout, stderr } = spawnSync(
        "psql",
        [...psql, "-U", "admin", "-d", database, "-c", text],
        { env, encoding: "utf8" },
      );
      if (status !== 0) throw new Error(stderr);
      return stdout.trimEnd();
    },
    holdLock(name) {
      const child = spawn("psql", [...psql, "-U", "admin", "-d", "fob"], { env, stdio: "pipe" });
      const ended = once(child, "close");
      const ready = once(child.stdout, "data");
      child.stdin.write(`SELECT 1 FROM pg_advisory_lock(hashtextextended('${name}', 0));\n`);
      return {
        ready,
        async release() {
          child.stdin.end();
          await ended;
        },
      };
    },
    start: () => ctl("start", "-l", join(folder, "log")),
    stop: (how) =>
      how === "kill -9" ? killFirst(data) : ctl("stop", "-m", how === "kill" ? "immediate" : "fast"),
    async dispose() {
      if (existsSync(join(data, "postmaster.pid"))) await server.stop("kill");
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  server.sql("CREATE DATABASE fob", "postgres");
  server.sql(`CREATE ROLE runner LOGIN PASSWORD '${password}'`, "postgres");
  return server;
}

/** Its memory is free for the next start when all are gone. */
async function killFirst(data: string): Promise<void> {
  const [pid = ""] = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
  const { stdout } = spawnSync("ps", ["-o", "pid=", "--ppid", pid], { encoding: "utf8" });
  const others = stdout.split("\n").filter((line) => line.trim() !== "");
  process.kill(Number(pid), "SIGKILL");
  while (others.some((other) => existsSync(`/proc/${other.trim()}`))) await sleep(10);
}

/** All bytes of the server's files, log and write-ahead log with them. */
export function bytesOf(server: PostgresServer): string {
  const names = readdirSync(server.folder, { recursive: true, encoding: "utf8" });
  const files = names.map((name) => join(server.folder, name)).filter((path) => statSync(path).isFile());
  return files.map((path) => readFileSync(path, "latin1")).join("\n");
}

function binaries(): string | null {
  const found = folders.flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).map((version) => join(folder, version, "bin")) : [],
  );
  return found.sort().find((bin) => existsSync(join(bin, "initdb"))) ?? null;
}

/** The server refuses to run as root. */
async function run(name: string, args: readonly string[]): Promise<void> {
  const command = [join(binaries() ?? "", name), ...args];
  const root = process.getuid?.() === 0;
  const [file = "", ...rest] = root
    ? ["setpriv", `--reuid=${account}`, `--regid=${account}`, "--init-groups", ...command]
    : command;
  const child = spawn(file, rest, { stdio: ["ignore", "ignore", "pipe"], cwd: "/" });
  let said = "";
  child.stderr.on("data", (text) => {
    said += String(text);
  });
  const status = await new Promise((resolve) => child.once("exit", resolve));
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${said}`);
}

function idOf(which: "-u" | "-g"): number {
  return Number(spawnSync("id", [which, account], { encoding: "utf8" }).stdout);
}

/**
 * Below those that the system gives to connections (ip(7), ip_local_port_range): one of these could have it while the
 * server is down, even one that asks for the server itself.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(12_000, 32_000);
    const server = createServer();
    const isFree = await new Promise((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}
