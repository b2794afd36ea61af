import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

// What a store needs beside fob, of this table alone: `{ env, stop }`, or `{ missing }` and why.

/** It starts no service of its own accord: the first question would start a second keyring, a locked one. */
const busConfig = (socket) => `<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>`;

/** A session bus with an unlocked gnome-keyring on it. */
export async function startKeyring() {
  const missing = ["dbus-daemon", "dbus-send", "gnome-keyring-daemon"].filter((tool) => !isInstalled(tool));
  if (missing.length > 0) return { missing: `not installed: ${missing.join(", ")}` };
  const folder = mkdtempSync(join(tmpdir(), "fob-bench-bus-"));
  const bus = join(folder, "bus");
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    XDG_RUNTIME_DIR: folder,
    XDG_DATA_HOME: join(folder, "data"),
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${bus}`,
  };
  mkdirSync(env.XDG_DATA_HOME);
  const config = join(folder, "bus.conf");
  writeFileSync(config, busConfig(bus));
  const daemon = spawn("dbus-daemon", ["--nofork", `--config-file=${config}`], { env, stdio: "ignore" });
  while (!existsSync(bus)) await sleep(10);
  const args = ["--unlock", "--components=secrets", "--foreground"];
  const keyring = spawn("gnome-keyring-daemon", args, { env, stdio: ["pipe", "ignore", "ignore"] });
  keyring.stdin.end("a password of this table");
  while (!hasCollection(env)) await sleep(50);
  return {
    env,
    async stop() {
      for (const process of [keyring, daemon]) {
        const ended = once(process, "exit");
        process.kill("SIGKILL");
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function hasCollection(env) {
  const [name, path] = ["org.freedesktop.secrets", "/org/freedesktop/secrets"];
  const call = [`--dest=${name}`, path, "org.freedesktop.Secret.Service.ReadAlias", "string:default"];
  const { stdout } = spawnSync("dbus-send", ["--session", "--print-reply", ...call], {
    env,
    encoding: "utf8",
  });
  return stdout.includes("collection/login");
}

/** A PostgreSQL on loopback that asks for a password, with fob's tables in it. */
export async function startPostgres(program, keyEnv) {
  const bin = postgresFolder();
  if (bin === null) return { missing: "not installed: postgresql" };
  const root = process.getuid() === 0;
  if (root && spawnSync("id", ["postgres"]).status !== 0) return { missing: "no user postgres to run it" };
  const folder = mkdtempSync(join(tmpdir(), "fob-bench-pg-"));
  const [data, password, port] = [join(folder, "data"), "of-this-table", await freePort()];
  if (root) chownSync(folder, idOf("-u"), idOf("-g"));
  const run = (tool, ...args) => {
    const as = root ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : ["env"];
    execFileSync(as[0], [...as.slice(1), join(bin, tool), "-D", data, ...args], {
      stdio: "ignore",
      cwd: "/",
    });
  };
  const file = join(folder, "pw");
  writeFileSync(file, `${password}\n`, { mode: 0o644 });
  run("initdb", "-U", "fob", "-A", "scram-sha-256", "--pwfile", file, "-E", "UTF8", "--locale=C");
  appendFileSync(
    join(data, "postgresql.conf"),
    `port = ${port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n`,
  );
  run("pg_ctl", "-w", "-l", join(folder, "log"), "start");
  const url = `postgres://fob@127.0.0.1:${port}/postgres`;
  const env = { ...keyEnv, FOB_STORE_URL: url, PGPASSWORD: password };
  execFileSync(process.execPath, [program, "store", "init", "--url", url], { env, stdio: "pipe" });
  return {
    env,
    stop() {
      run("pg_ctl", "-w", "-m", "immediate", "stop");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function isInstalled(tool) {
  return spawnSync("sh", ["-c", `command -v ${tool}`]).status === 0;
}

function postgresFolder() {
  const folder = "/usr/lib/postgresql";
  const versions = existsSync(folder) ? readdirSync(folder).sort() : [];
  return (
    versions.map((one) => join(folder, one, "bin")).find((bin) => existsSync(join(bin, "initdb"))) ?? null
  );
}

function idOf(which) {
  return Number(execFileSync("id", [which, "postgres"], { encoding: "utf8" }));
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}
