import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeSlots } from "../../../src/platform/stores/envelope.ts";
import { active } from "../../contract/credential-values.ts";
import type { Arrange } from "../../support/keychain-faults.ts";
import {
  busAt,
  busStopped,
  deadSocket,
  hangingUp,
  keyringLocked,
  keyringNeverUnlocked,
  keyringStopped,
  moduleNotInstalled,
  nativeModule,
  noBusNamed,
  noKeyring,
  socat,
} from "../../support/keychain-faults.ts";
import type { KeychainDriver } from "../../support/keychain-process.ts";
import { buildKeychainDriver } from "../../support/keychain-process.ts";
import type { Keyring } from "../../support/keyring.ts";
import { keyringMissing, startKeyring } from "../../support/keyring.ts";

const missing = keyringMissing();
const envelope = (token: string) => encodeSlots("r1", active(token));
const found = { answer: { kind: "found", text: envelope("stored-before") }, inTime: true };

const noModule = "@napi-rs/keyring, which reaches the system keychain, is missing or broken.";

/** `unwritable`: as unavailable, but reading does without what has failed. */
type Kind = "locked" | "unavailable" | "unwritable";

const faults: readonly [string, Arrange, Kind, string][] = [
  [
    "no bus is named",
    noBusNamed,
    "unavailable",
    "No session bus: DBUS_SESSION_BUS_ADDRESS and XDG_RUNTIME_DIR are not set.",
  ],
  [
    "the bus is none that a socket reaches",
    busAt(() => "tcp:host=127.0.0.1,port=1"),
    "unavailable",
    "DBUS_SESSION_BUS_ADDRESS names no unix socket, so the system keychain cannot be reached.",
  ],
  [
    "the bus has no socket",
    busAt((folder) => `unix:path=${folder}/none`),
    "unavailable",
    "The session bus cannot be reached (ENOENT).",
  ],
  ["the bus has died", deadSocket, "unavailable", "The session bus cannot be reached (ECONNREFUSED)."],
  [
    "the bus accepts and never answers",
    socat("silent", "OPEN:/dev/null,wronly", "-u"),
    "unavailable",
    "The session bus does not answer.",
  ],
  ["the bus is stopped", busStopped, "unavailable", "The session bus does not answer."],
  ["the bus hangs up", hangingUp, "unavailable", "The session bus closed the connection."],
  [
    "the bus is an echo",
    socat("echo", "PIPE"),
    "unavailable",
    "What listens at the session bus does not speak D-Bus, or refused this user.",
  ],
  [
    "no keyring is on the bus",
    noKeyring,
    "unavailable",
    "No keyring answers on the session bus (org.freedesktop.DBus.Error.ServiceUnknown).",
  ],
  [
    "the keyring is stopped",
    keyringStopped,
    "unavailable",
    "The keyring on the session bus does not answer.",
  ],
  ["the keyring is locked", keyringLocked, "locked", "The system keychain is locked."],
  ["the keyring was never unlocked", keyringNeverUnlocked, "locked", "The system keychain is locked."],
  ["the native module is not installed", moduleNotInstalled, "unwritable", noModule],
  ["the native module is no library", nativeModule("broken"), "unwritable", noModule],
  ["the native module is empty", nativeModule("empty"), "unwritable", noModule],
  ["the native module throws", nativeModule("throwing"), "unwritable", "The system keychain refused: boom."],
];

describe.skipIf(missing !== null)(`the keychain when things fail${missing ? ` (${missing})` : ""}`, () => {
  let keyring: Keyring;
  let folder: string;
  let driver: KeychainDriver;

  beforeAll(async () => {
    [keyring, driver] = await Promise.all([startKeyring(), buildKeychainDriver()]);
    folder = await mkdtemp(join(tmpdir(), "fob-faults-"));
    const stored = driver.run({ env: keyring.env, operation: "write", token: "stored-before" });
    expect(await stored).toEqual({ answer: null, inTime: true });
  });
  afterAll(async () => {
    await keyring.stop();
    await driver.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const read = () => driver.run({ env: keyring.env, operation: "read" });

  it.each(faults)("says so in time and changes nothing when %s", async (_, arrange, as, reason) => {
    const { env = keyring.env, undo, native, file } = await arrange({ keyring, driver, folder });
    try {
      const kind = as === "locked" ? "locked" : "unavailable";
      const lookup = { answer: { kind, reason }, inTime: true };
      const error = { answer: { code: `store_${kind}`, message: reason }, inTime: true };
      const operations = ["read", "check", "write", "delete"];
      const answers = await Promise.all(
        operations.map((operation) => driver.run({ env, operation, native, file })),
      );
      expect(answers).toEqual([as === "unwritable" ? found : lookup, lookup, error, error]);
    } finally {
      await undo?.();
    }
    expect(await read()).toEqual(found);
    expect(keyring.accounts()).toEqual(["r1"]);
  });

  it("finds the bus of the runtime folder where none is named, as the native library does", async () => {
    const { DBUS_SESSION_BUS_ADDRESS, ...env } = keyring.env;
    expect(await driver.run({ env, operation: "check" })).toEqual({
      answer: { kind: "works" },
      inTime: true,
    });
  });

  const silence = [
    {
      operation: "delete",
      native: "stopsAtLoad",
      message: "The system keychain does not answer.",
      left: ["stored-before"],
    },
    {
      operation: "write",
      native: "stopsAtWrite",
      message: "The system keychain failed during a write; it holds the old value, the new one or none.",
      left: ["stored-before", "sent"],
    },
  ];
  it.each(silence)("ends a $operation in time when the keyring falls silent in it", async (row) => {
    const env = { ...keyring.env, FOB_TEST_KEYRING: String(keyring.keyringPid) };
    const { answer, inTime } = await driver.run({ env, token: "sent", ...row });
    process.kill(keyring.keyringPid, "SIGCONT");
    expect({ answer, inTime }).toEqual({
      answer: { code: "store_unavailable", message: row.message },
      inTime: true,
    });
    const texts = row.left.map((token) => ({ kind: "found", text: envelope(token) }));
    expect(texts).toContainEqual((await read()).answer);
  });
});
