import { createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { isFobError } from "../../../src/core/errors.ts";
import { busSocket } from "../../../src/platform/stores/keychain/bus/address.ts";
import { deadlineIn } from "../../../src/platform/stores/keychain/deadline.ts";
import { openSecretService } from "../../../src/platform/stores/keychain/secret-service.ts";
import type { Answer, FakeBus } from "../../support/fake-bus.ts";
import { answer, fakeBus } from "../../support/fake-bus.ts";

describe("the bus's socket", () => {
  it.each([
    ["a path", { DBUS_SESSION_BUS_ADDRESS: "unix:path=/run/user/1/bus" }, "/run/user/1/bus"],
    ["a path among other keys", { DBUS_SESSION_BUS_ADDRESS: "unix:guid=1,path=/b,x=y" }, "/b"],
    ["an escaped path", { DBUS_SESSION_BUS_ADDRESS: "unix:path=/a%20b%2cc" }, "/a b,c"],
    ["an escaped path beyond ASCII", { DBUS_SESSION_BUS_ADDRESS: "unix:path=/%c3%a9" }, "/é"],
    ["the first of several", { DBUS_SESSION_BUS_ADDRESS: "unix:path=/a;unix:path=/b" }, "/a"],
    ["an abstract name", { DBUS_SESSION_BUS_ADDRESS: "unix:abstract=/tmp/x,guid=1" }, "\0/tmp/x"],
    [
      "the runtime folder's",
      { DBUS_SESSION_BUS_ADDRESS: "unix:runtime=yes", XDG_RUNTIME_DIR: "/r" },
      "/r/bus",
    ],
    ["the runtime folder's where none is named", { XDG_RUNTIME_DIR: "/r" }, "/r/bus"],
    [
      "the runtime folder's where it is empty",
      { DBUS_SESSION_BUS_ADDRESS: "", XDG_RUNTIME_DIR: "/r" },
      "/r/bus",
    ],
  ])("is %s", (_, env, socket) => {
    expect(busSocket(env)).toBe(socket);
  });

  it.each([
    ["nothing is named", {}],
    ["the runtime folder is empty", { XDG_RUNTIME_DIR: "" }],
    ["it is a network address", { DBUS_SESSION_BUS_ADDRESS: "tcp:host=127.0.0.1,port=4" }],
    ["it would be started", { DBUS_SESSION_BUS_ADDRESS: "autolaunch:" }],
    ["it is nonsense", { DBUS_SESSION_BUS_ADDRESS: "::;,=" }],
    ["a path is empty", { DBUS_SESSION_BUS_ADDRESS: "unix:path=" }],
  ])("is none where %s", (_, env) => {
    expect(() => busSocket(env)).toThrow(expect.objectContaining({ code: "store_unavailable" }));
  });
});

const ok = Buffer.from("OK 0123456789abcdef\r\n");
const hello = answer([4, 0, 0, 0, 0x3a, 0x31, 0x2e, 0x31, 0]);
const session = answer([1, 0x73, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0x2f, 0x73, 0]);
const alias = answer([2, 0, 0, 0, 0x2f, 0x61, 0]);
const noAlias = answer([1, 0, 0, 0, 0x2f, 0]);
const open = answer([1, 0x62, 0, 0, 0, 0, 0, 0]);
const closed = answer([1, 0x62, 0, 0, 1, 0, 0, 0]);
const textNotFlag = answer([1, 0x73, 0, 0, 0, 0, 0, 0, 0]);
const none = answer([0, 0, 0, 0, 0, 0, 0, 0]);
const one = answer([7, 0, 0, 0, 2, 0, 0, 0, 0x2f, 0x61, 0, 0, 0, 0, 0, 0]);
const two = answer([14, 0, 0, 0, 1, 0, 0, 0, 0x2f, 0, 0, 0, 1, 0, 0, 0, 0x2f, 0, 0, 0, 0, 0, 0, 0]);
const oneLocked = answer([0, 0, 0, 0, 7, 0, 0, 0, 2, 0, 0, 0, 0x2f, 0x61, 0]);
const tooMany = answer([0xff, 0xff, 0xff, 0x7f]);
const failing = (error: string) => answer([], { error });
const gone = failing("org.freedesktop.DBus.Error.ServiceUnknown");
const isLocked = failing("org.freedesktop.Secret.Error.IsLocked");

const withSignal =
  (next: Answer): Answer =>
  (serial) =>
    Buffer.concat([answer([], { type: 4 })(0), next(serial)]);

/** `(oayays)`: session "/s", no parameters, the secret, "t". */
function secret(value: readonly number[]): Answer {
  const pad = Array.from({ length: (4 - (value.length % 4)) % 4 }, () => 0);
  const struct = [2, 0, 0, 0, 0x2f, 0x73, 0, 0, 0, 0, 0, 0, value.length, 0, 0, 0, ...value, ...pad];
  return answer([...struct, 1, 0, 0, 0, 0x74, 0]);
}

const nonsense =
  "store_unavailable: What listens at the session bus does not speak D-Bus, or refused this user.";
const silentBus = "store_unavailable: The session bus does not answer.";
const silentKeyring = "store_unavailable: The keyring on the session bus does not answer.";
const noKeyring = "store_unavailable: No keyring answers on the session bus";
const locked = "store_locked: The system keychain is locked.";
const attributes = { service: "fob", username: "r1" };

let bus: FakeBus | undefined;
afterEach(() => bus?.stop());

async function outcome(work: () => Promise<unknown>): Promise<unknown> {
  return work().catch((error) => (isFobError(error) ? `${error.code}: ${error.message}` : error));
}

describe("a keyring is usable unless it", () => {
  it.each<[string, Buffer, Answer[], unknown]>([
    ["(holds nothing)", ok, [hello, alias, open, none], undefined],
    ["(holds the item)", ok, [hello, alias, open, one], undefined],
    ["(sends signals in between)", ok, [withSignal(hello), alias, withSignal(open), none], undefined],
    ["(knows its collection at the second time)", ok, [hello, noAlias, alias, open, none], undefined],
    ["is locked", ok, [hello, alias, closed], locked],
    ["locks while it is asked", ok, [hello, alias, isLocked], locked],
    [
      "holds the item where it is locked",
      ok,
      [hello, alias, open, oneLocked],
      "store_locked: The part of the system keychain that holds this login is locked.",
    ],
    [
      "has no default collection",
      ok,
      [hello, noAlias, noAlias],
      "store_unavailable: The keyring has no default collection, or it is closed.",
    ],
    ["is gone", ok, [hello, gone], `${noKeyring} (org.freedesktop.DBus.Error.ServiceUnknown).`],
    [
      "fails with a name that would move the cursor",
      ok,
      [hello, failing("a.b\u001b[2J")],
      "store_unavailable: The keyring on the session bus refused (a.b\\x1b[2J).",
    ],
    ["is silent after the handshake", ok, [], silentBus],
    ["is silent after Hello", ok, [hello], silentKeyring],
    ["is silent when asked for the lock", ok, [hello, alias], silentKeyring],
    ["is silent when searched", ok, [hello, alias, open], silentKeyring],
    ["says something else than yes or no", ok, [hello, alias, textNotFlag], nonsense],
    ["refuses this user", Buffer.from("REJECTED EXTERNAL\r\n"), [], nonsense],
    ["is a web server", Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"), [], nonsense],
    ["sends no line end", Buffer.alloc(300, "x"), [], nonsense],
    ["turns to junk after the handshake", Buffer.concat([ok, Buffer.alloc(64, "x")]), [], nonsense],
    ["speaks big-endian", ok, [answer([], { order: "B" })], nonsense],
    ["announces two gigabytes", ok, [answer([], { claims: 0x7fffffff })], nonsense],
    ["cuts its answer short", ok, [hello, answer([9, 0, 0, 0, 0x2f])], nonsense],
    ["announces a list without end", ok, [hello, alias, open, tooMany], nonsense],
  ])("%s", async (_, greeting, answers, expected) => {
    bus = await fakeBus(greeting, answers);
    const { env } = bus;
    expect(await outcome(() => openSecretService(env).requireUsable(attributes, deadlineIn(250)))).toBe(
      expected,
    );
  });
});

describe("a secret is read", () => {
  const before = [hello, alias];
  it.each<[string, Answer[], unknown]>([
    ["whole", [one, session, secret([0x74, 0x2d, 0x31])], "t-1"],
    ["though it is empty", [one, session, secret([])], ""],
    [
      "with the mark of byte order it begins with",
      [one, session, secret([0xef, 0xbb, 0xbf, 0x74])],
      "\ufefft",
    ],
    ["as null where there is none", [none, session, open], null],
    ["unless there is none and the collection is closed", [none, session, closed], locked],
    ["unless both it and the collection are locked", [oneLocked, session, closed], locked],
    [
      "unless it is locked, somewhere else than new ones are",
      [oneLocked, session, open],
      "store_locked: The part of the system keychain that holds this login is locked.",
    ],
    [
      "unless there are two",
      [two, session],
      "store_unavailable: The system keychain holds two items for this login.",
    ],
    ["unless it is no text", [one, session, secret([0xc3, 0x28])], nonsense],
    ["unless it is cut short", [one, session, answer([2, 0, 0, 0, 0x2f])], nonsense],
    ["unless it never comes", [one, session], silentKeyring],
    ["unless it locks while it is asked", [one, session, isLocked], locked],
  ])("%s", async (_, answers, expected) => {
    bus = await fakeBus(ok, [...before, ...answers]);
    const { env } = bus;
    expect(await outcome(() => openSecretService(env).readSecret(attributes, deadlineIn(250)))).toBe(
      expected,
    );
  });

  it("that comes one byte at a time", async () => {
    bus = await fakeBus(ok, [...before, one, session, secret([0x74])], 1);
    expect(await openSecretService(bus.env).readSecret(attributes, deadlineIn(1000))).toBe("t");
  });

  it("not, where the keyring has no plain session", async () => {
    bus = await fakeBus(ok, [...before, one, failing("org.freedesktop.DBus.Error.NotSupported")]);
    const { env } = bus;
    expect(await outcome(() => openSecretService(env).readSecret(attributes, deadlineIn(1000)))).toBe(
      "store_unavailable: The keyring on the session bus refused (org.freedesktop.DBus.Error.NotSupported).",
    );
  });
});

it.skipIf(process.platform !== "linux")("an abstract socket is reached", async () => {
  const name = `fob-test-${process.pid}`;
  const server = createServer((socket) =>
    socket
      .on("error", () => {})
      .resume()
      .end("REJECTED\r\n"),
  );
  await new Promise<void>((resolve) => server.listen(`\0${name}`, resolve));
  const env = { DBUS_SESSION_BUS_ADDRESS: `unix:abstract=${name}` };
  expect(await outcome(() => openSecretService(env).requireUsable(attributes, deadlineIn(1000)))).toBe(
    nonsense,
  );
  await new Promise((resolve) => server.close(resolve));
});
