import { afterAll, beforeAll, describe, expect } from "vitest";
import { type Keyring, keyringMissing, startKeyring } from "../support/keyring.ts";
import { itNeeds } from "../support/needs.ts";
import { tellJson } from "./tell.ts";
import { filesBelow, plainLogin, withWorld } from "./world.ts";

const missing = keyringMissing();
const onKeychain = (env: Readonly<Record<string, string>>) => ({ ...env, FOB_STORE: "keychain" });
const unreachable = {
  DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent/bus",
  XDG_RUNTIME_DIR: "/nonexistent",
};

/** What finds the session bus; the home stays the test's own. */
function busOf({ env }: Keyring): Readonly<Record<string, string>> {
  const { DBUS_SESSION_BUS_ADDRESS = "", XDG_RUNTIME_DIR = "" } = env;
  return onKeychain({ DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR });
}

describe("with the system's keychain", () => {
  let keyring: Keyring;
  beforeAll(async () => {
    if (missing === null) keyring = await startKeyring();
  });
  afterAll(async () => {
    await keyring?.stop();
  });

  for (const provider of ["productive", "pixwel", "amity", "babel"] as const) {
    itNeeds(
      missing,
      `the secrets of a login at ${provider} are in it and nowhere else, and gone after logout`,
      async () => {
        await withWorld(async (world) => {
          const env = busOf(keyring);
          const { args, stdin } = plainLogin(world.sandbox, provider);
          const login = { fob: args.join(" "), stdin, env };
          await tellJson(world, [
            {
              ...login,
              data: expect.objectContaining({ state: "active", store: "keychain" }),
              warnings: expect.any(Array),
            },
          ]);
          await tellJson(world, [
            { fob: "whoami", env, data: expect.objectContaining({ verified: true, source: "keychain" }) },
          ]);
          const token = (await world.fob(["token", "print", "-p", provider], { env })).stdout
            .trim()
            .replace(/^.*=/, "");
          expect(keyring.lookup("service", "fob")).toContain(token);
          for (const [name, text] of Object.entries(world.files())) {
            for (const secret of [token, stdin])
              expect({ name, holdsIt: text.includes(secret) }).toEqual({ name, holdsIt: false });
          }
          await tellJson(world, [
            {
              fob: "logout",
              env,
              data: [expect.objectContaining({ local: "deleted" })],
              notes: expect.any(Array),
            },
          ]);
          expect(keyring.lookup("service", "fob")).toBe(null);
          expect(world.sandbox.violations()).toEqual([]);
        });
      },
    );
  }

  itNeeds(missing, "a locked keyring is 9 and says so, and nobody counts as logged out", async () => {
    await withWorld(async (world) => {
      const env = busOf(keyring);
      const { args, stdin } = plainLogin(world.sandbox, "productive");
      await world.fob(args, { stdin, env });
      const [before, sent] = [world.kept(), world.sandbox.requests().length];
      keyring.lock();
      const locked = expect.objectContaining({
        code: "store_locked",
        exit: 9,
        message: expect.stringContaining("locked"),
        hint: expect.stringContaining("Unlock it"),
        retryable: true,
      });
      await tellJson(world, [
        { fob: "sessions list", env, status: 9, error: locked },
        {
          fob: "whoami",
          env,
          status: 9,
          data: expect.objectContaining({ state: "unverified", verified: false }),
          error: locked,
        },
        { fob: args.join(" "), stdin, env, status: 9, error: locked },
        {
          fob: "logout",
          env,
          status: 9,
          data: [expect.objectContaining({ server: "skipped", local: "kept" })],
          error: locked,
          notes: expect.any(Array),
        },
        { fob: "whoami --offline", env, data: expect.objectContaining({ state: "active" }) },
      ]);
      expect({ files: world.kept(), requests: world.sandbox.requests().length }).toEqual({
        files: before,
        requests: sent,
      });
    });
    await keyring.restart("unlocked");
  });
});

describe("without a session bus", () => {
  itNeeds(null, "a login is 9 before anything is asked or sent, and the choices are named", async () => {
    await withWorld(async (world) => {
      const { args, stdin } = plainLogin(world.sandbox, "productive");
      const env = onKeychain(unreachable);
      const before = world.kept();
      const { status, stdout, stderr } = await world.fob(args, { stdin, env });
      expect({ status, stdout, requests: world.sandbox.requests() }).toEqual({
        status: 9,
        stdout: "",
        requests: [],
      });
      for (const choice of ["FOB_STORE_KEY_FILE", "fob store key", "FOB_TOKEN"])
        expect(stderr).toContain(choice);
      expect(world.kept()).toEqual(before);
      expect(filesBelow(world.home)).not.toHaveProperty(".config/fob/config.json");
    });
  });

  itNeeds(null, "a login that is stored stays so: 9, not 4", async () => {
    await withWorld(async (world) => {
      await world.login("productive");
      const env = onKeychain(unreachable);
      await tellJson(world, [
        {
          fob: "sessions list",
          env,
          status: 9,
          error: expect.objectContaining({ code: "store_unavailable", exit: 9 }),
        },
        { fob: "whoami", data: expect.objectContaining({ state: "active" }) },
      ]);
    });
  });
});
