import { spawn } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeSlots } from "../../../src/platform/stores/envelope.ts";
import { active } from "../../contract/credential-values.ts";
import type { Keyring } from "../../support/keyring.ts";
import { keyringMissing, startKeyring } from "../../support/keyring.ts";

type Env = Readonly<Record<string, string>>;
interface Fault {
  readonly env?: Env;
  /** The module that the driver loads. */
  readonly native?: string;
  readonly driver?: string;
  readonly undo?: () => Promise<unknown> | unknown;
}

const missing = keyringMissing();
const root = join(import.meta.dirname, "../../..");
const stored = { kind: "found", text: encodeSlots("r1", active("stored-before")) };

describe.skipIf(missing !== null)(`the keychain when things fail${missing ? ` (${missing})` : ""}`, () => {
  let keyring: Keyring;
  let folder: string;
  let driver: string;

  beforeAll(async () => {
    keyring = await startKeyring();
    folder = await mkdtemp(join(tmpdir(), "fob-faults-"));
    const built = join(root, "node_modules/.cache/fob-tests");
    await mkdir(built, { recursive: true });
    driver = join(built, `keychain-driver-${process.pid}.mjs`);
    const bundle = await rolldown({
      input: join(root, "test/support/keychain-driver.ts"),
      platform: "node",
      external: ["@napi-rs/keyring"],
    });
    await bundle.write({ file: driver, format: "esm" });
    expect(await call(keyring.env, "write", { token: "stored-before" })).toEqual({
      answer: null,
      inTime: true,
    });
  });
  afterAll(async () => {
    await keyring.stop();
    await rm(driver, { force: true });
    await rm(folder, { recursive: true, force: true });
  });

  /** One call in a process of its own: its answer, and whether the process had ended within 3.5 seconds. */
  async function call(
    env: Env,
    operation: string,
    more: { token?: string; native?: string; file?: string } = {},
  ) {
    const started = performance.now();
    const args = [more.file ?? driver, operation, "r1", more.token ?? "never-stored", more.native ?? ""];
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"], timeout: 8000 });
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
    const status = await new Promise((resolve) =>
      child.once("close", (code, signal) => resolve(code ?? signal)),
    );
    if (status !== 0) return { answer: `ended with ${status}`, inTime: false };
    return {
      answer: JSON.parse(printed),
      inTime: performance.now() - started < 3500,
    };
  }

  const noBus = (): Env => {
    const { DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR, ...rest } = keyring.env;
    return rest;
  };
  const busAt = (address: string): Env => ({ ...keyring.env, DBUS_SESSION_BUS_ADDRESS: address });

  async function socat(name: string, ...to: readonly string[]): Promise<Fault> {
    const path = join(folder, name);
    const child = spawn("socat", [...to.slice(1), `UNIX-LISTEN:${path},fork`, to[0] ?? ""], {
      stdio: "ignore",
    });
    while (!(await stat(path).catch(() => null))) await new Promise((resolve) => setTimeout(resolve, 10));
    return { env: busAt(`unix:path=${path}`), undo: () => child.kill() };
  }

  async function deadSocket(): Promise<Fault> {
    const path = join(folder, "dead");
    const script =
      "require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))";
    const child = spawn(process.execPath, ["-e", script, path], { stdio: "ignore" });
    await new Promise((resolve) => child.once("close", resolve));
    return { env: busAt(`unix:path=${path}`) };
  }

  function stopped(pid: number): Fault {
    process.kill(pid, "SIGSTOP");
    return { undo: () => process.kill(pid, "SIGCONT") };
  }

  async function withoutKeyring(): Promise<Fault> {
    const bare = await startKeyring({ keyring: false });
    return { env: bare.env, undo: () => bare.stop() };
  }

  async function withoutModule(): Promise<Fault> {
    const copy = join(folder, "driver.mjs");
    await copyFile(driver, copy);
    return { driver: copy };
  }

  async function closing(): Promise<Fault> {
    const path = join(folder, "closing");
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(path, resolve));
    return { env: busAt(`unix:path=${path}`), undo: () => server.close() };
  }

  const lock = () => {
    keyring.lock();
    return { undo: () => keyring.restart("unlocked") };
  };
  const startLocked = async () => {
    await keyring.restart("locked");
    return { undo: () => keyring.restart("unlocked") };
  };

  const unavailable = { kind: "unavailable", code: "store_unavailable" };
  const locked = { kind: "locked", code: "store_locked" };
  const noModule = "@napi-rs/keyring, which reaches the system keychain, is missing or broken.";

  const faults: readonly {
    fault: string;
    arrange: () => Fault | Promise<Fault>;
    as: { readonly kind: string; readonly code: string };
    reason: string;
    /** Reading does without what has failed. */
    reads?: boolean;
  }[] = [
    {
      fault: "no bus is named",
      arrange: () => ({ env: noBus() }),
      as: unavailable,
      reason: "No session bus: DBUS_SESSION_BUS_ADDRESS and XDG_RUNTIME_DIR are not set.",
    },
    {
      fault: "the bus is none that a socket reaches",
      arrange: () => ({ env: busAt("tcp:host=127.0.0.1,port=1") }),
      as: unavailable,
      reason: "DBUS_SESSION_BUS_ADDRESS names no unix socket, so the system keychain cannot be reached.",
    },
    {
      fault: "the bus has no socket",
      arrange: () => ({ env: busAt(`unix:path=${folder}/none`) }),
      as: unavailable,
      reason: "The session bus cannot be reached (ENOENT).",
    },
    {
      fault: "the bus has died",
      arrange: deadSocket,
      as: unavailable,
      reason: "The session bus cannot be reached (ECONNREFUSED).",
    },
    {
      fault: "the bus accepts and never answers",
      arrange: () => socat("silent", "OPEN:/dev/null,wronly", "-u"),
      as: unavailable,
      reason: "The session bus does not answer.",
    },
    {
      fault: "the bus is stopped",
      arrange: () => stopped(keyring.busPid),
      as: unavailable,
      reason: "The session bus does not answer.",
    },
    {
      fault: "the bus hangs up",
      arrange: closing,
      as: unavailable,
      reason: "The session bus closed the connection.",
    },
    {
      fault: "the bus is an echo",
      arrange: () => socat("echo", "PIPE"),
      as: unavailable,
      reason: "What listens at the session bus does not speak D-Bus, or refused this user.",
    },
    {
      fault: "no keyring is on the bus",
      arrange: withoutKeyring,
      as: unavailable,
      reason: "No keyring answers on the session bus (org.freedesktop.DBus.Error.ServiceUnknown).",
    },
    {
      fault: "the keyring is stopped",
      arrange: () => stopped(keyring.keyringPid),
      as: unavailable,
      reason: "The keyring on the session bus does not answer.",
    },
    { fault: "the keyring is locked", arrange: lock, as: locked, reason: "The system keychain is locked." },
    {
      fault: "the keyring was never unlocked",
      arrange: startLocked,
      as: locked,
      reason: "The system keychain is locked.",
    },
    {
      fault: "the native module is not installed",
      arrange: withoutModule,
      as: unavailable,
      reason: noModule,
      reads: true,
    },
    {
      fault: "the native module is no library",
      arrange: () => ({ native: "broken" }),
      as: unavailable,
      reason: noModule,
      reads: true,
    },
    {
      fault: "the native module is empty",
      arrange: () => ({ native: "empty" }),
      as: unavailable,
      reason: noModule,
      reads: true,
    },
    {
      fault: "the native module throws",
      arrange: () => ({ native: "throwing" }),
      as: unavailable,
      reason: "The system keychain refused: boom.",
      reads: true,
    },
  ];

  it.each(faults)(
    "says so in time and changes nothing when $fault",
    async ({ arrange, as, reason, reads }) => {
      const { env = keyring.env, undo, native = "", driver: file = driver } = await arrange();
      try {
        const found = { answer: stored, inTime: true };
        const lookup = { answer: { kind: as.kind, reason }, inTime: true };
        const error = { answer: { code: as.code, message: reason }, inTime: true };
        const operations = ["read", "check", "write", "delete"];
        const answers = await Promise.all(
          operations.map((operation) => call(env, operation, { native, file })),
        );
        expect(answers).toEqual([reads ? found : lookup, lookup, error, error]);
      } finally {
        await undo?.();
      }
      expect(await call(keyring.env, "read")).toEqual({ answer: stored, inTime: true });
      expect(keyring.accounts()).toEqual(["r1"]);
    },
  );

  it("finds the bus of the runtime folder where none is named, as the native library does", async () => {
    const { DBUS_SESSION_BUS_ADDRESS, ...env } = keyring.env;
    expect(await call(env, "check")).toEqual({ answer: { kind: "works" }, inTime: true });
  });

  it("ends a delete in time when the keyring falls silent after it was asked", async () => {
    const env = { ...keyring.env, FOB_TEST_KEYRING: String(keyring.keyringPid) };
    const { answer, inTime } = await call(env, "delete", { native: "stopsAtLoad" });
    process.kill(keyring.keyringPid, "SIGCONT");
    const message = "The system keychain does not answer.";
    expect({ answer, inTime }).toEqual({ answer: { code: "store_unavailable", message }, inTime: true });
    expect(await call(keyring.env, "read")).toEqual({ answer: stored, inTime: true });
  });

  it("says that it cannot know what a keyring holds that fell silent in the write itself", async () => {
    const env = { ...keyring.env, FOB_TEST_KEYRING: String(keyring.keyringPid) };
    const { answer, inTime } = await call(env, "write", { native: "stopsAtWrite", token: "sent" });
    process.kill(keyring.keyringPid, "SIGCONT");
    const message = "The system keychain failed during a write; it holds the old value, the new one or none.";
    expect({ answer, inTime }).toEqual({ answer: { code: "store_unavailable", message }, inTime: true });
    const texts = ["stored-before", "sent"].map((token) => encodeSlots("r1", active(token)));
    expect(texts).toContain((await call(keyring.env, "read")).answer.text);
  });
});
