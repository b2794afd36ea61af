import type { ChildProcess } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A session bus with a real gnome-keyring on it, unlocked, of this test alone. */
export interface Keyring {
  /** What a process needs to find it; nothing of the machine's own session is in it. */
  readonly env: Readonly<Record<string, string>>;
  readonly busPid: number;
  /** 0 where no keyring was started. */
  readonly keyringPid: number;
  lock(): void;
  /** Ends the keyring and starts it again: unlocked, or locked as after a login without a password. */
  restart(state: "unlocked" | "locked"): Promise<void>;
  /** What `secret-tool lookup` prints, null where it finds nothing. */
  lookup(...attributes: readonly string[]): string | null;
  /** Stores an item past fob. */
  store(text: string, ...attributes: readonly string[]): void;
  /** The accounts of all of fob's items. */
  accounts(): readonly string[];
  stop(): Promise<void>;
}

const tools = ["dbus-daemon", "dbus-send", "gnome-keyring-daemon", "secret-tool", "socat"];

/** Why no keyring can be had here, or null. With FOB_TEST_REQUIRE=1 that is a failure. */
export function keyringMissing(): string | null {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const missing = tools.filter((tool) => !folders.some((folder) => existsSync(join(folder, tool))));
  if (missing.length === 0) return null;
  const reason = `not installed: ${missing.join(", ")}`;
  if (process.env.FOB_TEST_REQUIRE === "1") throw new Error(`FOB_TEST_REQUIRE=1, and ${reason}`);
  return reason;
}

/** No service folders: nothing but what the test starts can answer, and no prompter can open. Limits as of a desktop's session. */
const busConfig = (
  socket: string,
) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
  <limit name="max_connections_per_user">100000</limit>
  <limit name="max_completed_connections">100000</limit>
</busconfig>`;

export async function startKeyring(options: { readonly keyring?: boolean } = {}): Promise<Keyring> {
  const folder = await mkdtemp(join(tmpdir(), "fob-keyring-"));
  const env = await makeEnv(folder);
  await writeFile(join(folder, "bus.conf"), busConfig(join(folder, "bus")));
  const bus = spawn("dbus-daemon", ["--nofork", `--config-file=${join(folder, "bus.conf")}`], {
    env,
    stdio: "ignore",
  });
  await until("the session bus", () => existsSync(join(folder, "bus")));
  let keyring = options.keyring === false ? undefined : startDaemon(env, "unlocked");
  if (keyring !== undefined) await until("gnome-keyring", () => hasCollection(env));
  const run = (input: string, ...args: readonly string[]) =>
    spawnSync("secret-tool", args, { env, input, encoding: "utf8", timeout: 5000 });
  return {
    env,
    busPid: bus.pid ?? 0,
    get keyringPid() {
      return keyring?.pid ?? 0;
    },
    lock: () => lockLogin(env),
    restart: async (state) => {
      await end(keyring);
      keyring = startDaemon(env, state);
      await until("gnome-keyring", () => hasCollection(env));
    },
    lookup: (...attributes) => {
      const { status, stdout } = run("", "lookup", ...attributes);
      return status === 0 ? stdout : null;
    },
    store: (text, ...attributes) => {
      const { status, stderr } = run(text, "store", "--label=planted", ...attributes);
      if (status !== 0) throw new Error(`secret-tool store: ${stderr}`);
    },
    accounts: () => {
      const { stdout, stderr } = run("", "search", "--all", "service", "fob");
      return [...`${stdout}\n${stderr}`.matchAll(/^attribute\.username = (.*)$/gm)]
        .map(([, name = ""]) => name)
        .sort();
    },
    stop: async () => {
      await end(keyring);
      await end(bus);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function makeEnv(folder: string): Promise<Record<string, string>> {
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: join(folder, "home"),
    XDG_RUNTIME_DIR: folder,
    XDG_DATA_HOME: join(folder, "data"),
    XDG_CONFIG_HOME: join(folder, "config"),
    XDG_CACHE_HOME: join(folder, "cache"),
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(folder, "bus")}`,
  };
  for (const path of [env.HOME, env.XDG_DATA_HOME]) await mkdir(path, { mode: 0o700 });
  return env;
}

function startDaemon(env: Readonly<Record<string, string>>, state: "unlocked" | "locked"): ChildProcess {
  const unlock = state === "unlocked" ? ["--unlock"] : [];
  const args = [...unlock, "--components=secrets", "--foreground"];
  const daemon = spawn("gnome-keyring-daemon", args, { env, stdio: ["pipe", "ignore", "ignore"] });
  daemon.stdin.end("a password of this test");
  return daemon;
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}

const loginCollection = "/org/freedesktop/secrets/collection/login";

function send(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): { ok: boolean; text: string } {
  const all = ["--session", "--print-reply", "--reply-timeout=2000", ...args];
  const { status, stdout } = spawnSync("dbus-send", all, { env, encoding: "utf8", timeout: 5000 });
  return { ok: status === 0, text: stdout };
}

function hasCollection(env: Readonly<Record<string, string>>): boolean {
  const member = "org.freedesktop.Secret.Service.ReadAlias";
  const { text } = send(
    env,
    "--dest=org.freedesktop.secrets",
    "/org/freedesktop/secrets",
    member,
    "string:default",
  );
  return text.includes(loginCollection);
}

function lockLogin(env: Readonly<Record<string, string>>): void {
  const member = "org.freedesktop.Secret.Service.Lock";
  const args = ["--dest=org.freedesktop.secrets", "/org/freedesktop/secrets", member];
  if (!send(env, ...args, `array:objpath:${loginCollection}`).ok) throw new Error("the keyring did not lock");
}

async function until(what: string, ready: () => boolean): Promise<void> {
  for (let tries = 0; tries < 250; tries++) {
    if (ready()) return;
    await sleep(20);
  }
  throw new Error(`${what} did not start within five seconds`);
}
