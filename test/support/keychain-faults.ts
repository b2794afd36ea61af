import { spawn } from "node:child_process";
import { stat } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import type { KeychainDriver } from "./keychain-process.ts";
import type { Keyring } from "./keyring.ts";
import { startKeyring } from "./keyring.ts";

type Env = Readonly<Record<string, string>>;

/** What is wrong for the calls that follow, until it is undone. */
export interface Fault {
  readonly env?: Env;
  readonly native?: string;
  readonly file?: string;
  readonly undo?: () => Promise<unknown> | unknown;
}

export interface Place {
  readonly keyring: Keyring;
  readonly driver: KeychainDriver;
  /** For sockets and files of the fault. */
  readonly folder: string;
}

export type Arrange = (place: Place) => Fault | Promise<Fault>;

export const noBusNamed: Arrange = ({ keyring }) => {
  const { DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR, ...env } = keyring.env;
  return { env };
};

export const busAt =
  (address: (folder: string) => string): Arrange =>
  ({ keyring, folder }) => ({ env: { ...keyring.env, DBUS_SESSION_BUS_ADDRESS: address(folder) } });

/** socat at the socket, joined to another address of socat's. */
export const socat =
  (name: string, other: string, ...flags: readonly string[]): Arrange =>
  async (place) => {
    const path = join(place.folder, name);
    const child = spawn("socat", [...flags, `UNIX-LISTEN:${path},fork`, other], { stdio: "ignore" });
    while (!(await stat(path).catch(() => null))) await new Promise((resolve) => setTimeout(resolve, 10));
    return { ...(await at(path, place)), undo: () => child.kill() };
  };

export const deadSocket: Arrange = async (place) => {
  const path = join(place.folder, "dead");
  const script =
    "require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))";
  const child = spawn(process.execPath, ["-e", script, path], { stdio: "ignore" });
  await new Promise((resolve) => child.once("close", resolve));
  return at(path, place);
};

export const hangingUp: Arrange = async (place) => {
  const path = join(place.folder, "hanging-up");
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return { ...(await at(path, place)), undo: () => server.close() };
};

export const busStopped: Arrange = ({ keyring }) => {
  process.kill(keyring.busPid, "SIGSTOP");
  return { undo: () => process.kill(keyring.busPid, "SIGCONT") };
};

export const noKeyring: Arrange = async () => {
  const bare = await startKeyring({ keyring: false });
  return { env: bare.env, undo: () => bare.stop() };
};

/** Replaced afterwards: gnome-keyring may crash over the questions of processes that are gone by then. */
export const keyringStopped: Arrange = ({ keyring }) => {
  process.kill(keyring.keyringPid, "SIGSTOP");
  return { undo: () => keyring.restart("unlocked") };
};

export const keyringLocked: Arrange = ({ keyring }) => {
  keyring.lock();
  return { undo: () => keyring.restart("unlocked") };
};

export const keyringNeverUnlocked: Arrange = async ({ keyring }) => {
  await keyring.restart("locked");
  return { undo: () => keyring.restart("unlocked") };
};

export const moduleNotInstalled: Arrange = async ({ driver, folder }) => {
  const file = join(folder, "driver.mjs");
  await driver.copyTo(file);
  return { file };
};

export const nativeModule =
  (native: string): Arrange =>
  () => ({ native });

function at(path: string, place: Place): Fault | Promise<Fault> {
  return busAt(() => `unix:path=${path}`)(place);
}
