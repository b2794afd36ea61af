import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished } from "vitest";
import { startChild } from "../support/child.ts";
import { type Keyring, keyringMissing, startKeyring } from "../support/keyring.ts";
import { fault } from "./support/fault.ts";
import { timed } from "./support/timed.ts";
import { until } from "./support/until.ts";
import { createWorld, type World } from "./support/world.ts";

type Env = Readonly<Record<string, string>>;

const missing = keyringMissing();

/** The contract's limit, and what this machine takes to start a process that does nothing. */
async function limitMs(world: World): Promise<number> {
  return 3500 + (await timed(() => world.fob(["provider", "list"]))).ms;
}

async function keyring(options: { readonly keyring?: boolean } = {}): Promise<Keyring> {
  const started = await startKeyring(options);
  onTestFinished(() => started.stop());
  return started;
}

/** A login says at once that the keychain is out of reach, and its password goes nowhere. */
async function expectNoLogin(env: Env): Promise<void> {
  const world = await createWorld({}, { ...env, FOB_STORE: "keychain" });
  const limit = await limitMs(world);
  const { args, stdin } = world.loginArgs("productive");
  const { value, ms } = await timed(() => world.fob([...args, "--json"], { stdin }));
  expect([value.status, value.stdout]).toEqual([9, ""]);
  expect(JSON.parse(value.stderr).error.code).toMatch(/^store_(unavailable|locked)$/);
  expect(ms).toBeLessThan(limit);
  expect([world.sandbox.requests(), Object.keys(world.files())]).toEqual([[], []]);
}

async function silentBus(folder: string): Promise<Env> {
  const path = join(folder, "bus");
  const server = createServer((socket) => socket.on("error", () => {}));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  return { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` };
}

async function deadBus(folder: string): Promise<Env> {
  const path = join(folder, "bus");
  const socat = startChild(["socat", `UNIX-LISTEN:${path},fork`, "EXEC:sleep 20"]);
  onTestFinished(() => void socat.process.kill("SIGKILL"));
  await until("socat listens", () => existsSync(path));
  return { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` };
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "fob-bus-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

describe("a login where the keychain", () => {
  const rows: readonly [string, () => Promise<Env>][] = [
    ["has no bus", async () => ({ DBUS_SESSION_BUS_ADDRESS: "", XDG_RUNTIME_DIR: folder() })],
    [
      "has a bus address that leads nowhere",
      async () => ({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${folder()}/none` }),
    ],
    ["has a bus that accepts and never answers", () => silentBus(folder())],
    ["has a dead bus (socat)", () => deadBus(folder())],
    ["has no service", async () => (await keyring({ keyring: false })).env],
  ];
  for (const [what, make] of rows) {
    fault(
      `the keychain ${what}`,
      "within 3.5 s; nothing sent, nothing stored, exit 9",
      async () => {
        await expectNoLogin(await make());
      },
      { missing },
    );
  }

  const states: readonly [string, (ring: Keyring) => void][] = [
    ["is stopped", (ring) => process.kill(ring.keyringPid, "SIGSTOP")],
    ["is locked", (ring) => ring.lock()],
    ["has a bus that is stopped", (ring) => process.kill(ring.busPid, "SIGSTOP")],
  ];
  for (const [what, change] of states) {
    fault(
      `the keychain ${what}`,
      "within 3.5 s; nothing sent, nothing stored, exit 9",
      async () => {
        const ring = await keyring();
        change(ring);
        await expectNoLogin(ring.env);
      },
      { missing },
    );

    fault(
      `the keychain ${what} once one is logged in`,
      "whoami, login and logout within 3.5 s, exit 9; all is there afterwards",
      async () => {
        const ring = await keyring();
        const world = await createWorld({}, { ...ring.env, FOB_STORE: "keychain" });
        await world.login("productive");
        const limit = await limitMs(world);
        const { args, stdin } = world.loginArgs("productive");
        const [accounts, alive, records] = [ring.accounts(), world.sandbox.sessionIds(), world.files()];
        change(ring);
        for (const call of [["whoami"], args, ["logout"], ["token", "print"]]) {
          const { value, ms } = await timed(() => world.fob(call, { stdin }));
          expect([call[0], value.status, ms < limit]).toEqual([call[0], 9, true]);
        }
        if (what === "is locked") await ring.restart("unlocked");
        else for (const pid of [ring.keyringPid, ring.busPid]) process.kill(pid, "SIGCONT");
        expect([ring.accounts(), world.sandbox.sessionIds(), world.files()]).toEqual([
          accounts,
          alive,
          records,
        ]);
        expect(await world.fob(["whoami"])).toMatchObject({ status: 0 });
        return 4;
      },
      { missing },
    );
  }
});
