import { createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { isFobError } from "../../../src/core/errors.ts";
import { busSocket } from "../../../src/platform/stores/keychain/bus/address.ts";
import { createWriter } from "../../../src/platform/stores/keychain/bus/writer.ts";
import { deadlineIn } from "../../../src/platform/stores/keychain/deadline.ts";
import { requireUsable } from "../../../src/platform/stores/keychain/secret-service.ts";
import type { FakeBus } from "../../support/fake-bus.ts";
import { fakeBus } from "../../support/fake-bus.ts";

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

/** What a bus sends back; the body is marshalled by hand, so that no error of ours cancels itself. */
function reply(
  to: number,
  body: readonly number[],
  more: { error?: string; order?: string; type?: number } = {},
): Buffer {
  const fields = createWriter();
  fields.bytes(5);
  fields.signature("u");
  fields.uint32(to);
  if (more.error !== undefined) {
    fields.align(8);
    fields.bytes(4);
    fields.signature("s");
    fields.text(more.error);
  }
  const size = fields.done().length;
  fields.align(8);
  const head = Buffer.alloc(16);
  head.write(more.order ?? "l");
  head.writeUInt8(more.type ?? (more.error === undefined ? 2 : 3), 1);
  head.writeUInt8(1, 3);
  head.writeUInt32LE(body.length, 4);
  head.writeUInt32LE(100 + to, 8);
  head.writeUInt32LE(size, 12);
  return Buffer.concat([head, fields.done(), Buffer.from(body)]);
}

const ok = Buffer.from("OK 0123456789abcdef\r\n");
const hello = reply(1, [4, 0, 0, 0, 0x3a, 0x31, 0x2e, 0x31, 0]);
const alias = reply(2, [2, 0, 0, 0, 0x2f, 0x61, 0]);
const noAlias = reply(2, [1, 0, 0, 0, 0x2f, 0]);
const open = reply(3, [1, 0x62, 0, 0, 0, 0, 0, 0]);
const closed = reply(3, [1, 0x62, 0, 0, 1, 0, 0, 0]);
const textNotFlag = reply(3, [1, 0x73, 0, 0, 0, 0, 0, 0, 0]);
const noItems = reply(4, [0, 0, 0, 0, 0, 0, 0, 0]);
const anItem = reply(4, [7, 0, 0, 0, 2, 0, 0, 0, 0x2f, 0x61, 0, 0, 0, 0, 0, 0]);
const lockedItem = reply(4, [0, 0, 0, 0, 7, 0, 0, 0, 2, 0, 0, 0, 0x2f, 0x61, 0]);
const tooMany = reply(4, [0xff, 0xff, 0xff, 0x7f]);
const signal = reply(0, [], { type: 4 });

const nonsense = "What listens at the session bus does not speak D-Bus, or refused this user.";

describe("a keyring is asked over the bus", () => {
  let bus: FakeBus | undefined;
  afterEach(() => bus?.stop());

  /** Everything is sent at once when a client comes: what is not asked for yet must wait or be ignored. */
  async function answerTo(...sent: readonly Buffer[]): Promise<unknown> {
    let left = [...sent];
    bus = await fakeBus((socket, chunk) => {
      // One answer for every call; the handshake comes with the first two.
      const calls = chunk.includes("AUTH") ? 3 : 1;
      for (const bytes of left.slice(0, calls)) socket.write(bytes);
      left = left.slice(calls);
    });
    try {
      await requireUsable(bus.env, { service: "fob", username: "r1" }, deadlineIn(250));
      return "usable";
    } catch (error) {
      return isFobError(error) ? `${error.code}: ${error.message}` : error;
    }
  }

  it.each([
    ["is open and holds nothing", [ok, hello, alias, open, noItems], "usable"],
    ["is open and holds the item", [ok, hello, alias, open, anItem], "usable"],
    [
      "sends signals in between",
      [ok, Buffer.concat([signal, hello]), alias, Buffer.concat([signal, open]), noItems],
      "usable",
    ],
    ["is locked", [ok, hello, alias, closed], "store_locked: The system keychain is locked."],
    [
      "holds the item where it is locked",
      [ok, hello, alias, open, lockedItem],
      "store_locked: The part of the system keychain that holds this login is locked.",
    ],
    [
      "has no default collection",
      [ok, hello, noAlias],
      "store_unavailable: The keyring has no default collection, or it is closed.",
    ],
    ["says something else than yes or no", [ok, hello, alias, textNotFlag], `store_unavailable: ${nonsense}`],
    [
      "answers with an error that would move the cursor",
      [ok, hello, reply(2, [], { error: "a.b\u001b[2J" })],
      "store_unavailable: No keyring answers on the session bus (a.b\\x1b[2J).",
    ],
    ["is silent after the handshake", [ok], "store_unavailable: The session bus does not answer."],
    [
      "is silent after Hello",
      [ok, hello],
      "store_unavailable: The keyring on the session bus does not answer.",
    ],
    [
      "is silent when asked for the lock",
      [ok, hello, alias],
      "store_unavailable: The keyring on the session bus does not answer.",
    ],
    [
      "is silent when searched",
      [ok, hello, alias, open],
      "store_unavailable: The keyring on the session bus does not answer.",
    ],
    ["refuses this user", [Buffer.from("REJECTED EXTERNAL\r\n")], `store_unavailable: ${nonsense}`],
    ["is a web server", [Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")], `store_unavailable: ${nonsense}`],
    ["sends no line end", [Buffer.alloc(300, "x")], `store_unavailable: ${nonsense}`],
    ["turns to junk after the handshake", [ok, Buffer.alloc(64, "x")], `store_unavailable: ${nonsense}`],
    ["speaks big-endian", [ok, reply(1, [], { order: "B" })], `store_unavailable: ${nonsense}`],
    ["announces two gigabytes", [ok, huge()], `store_unavailable: ${nonsense}`],
    ["cuts its answer short", [ok, hello, reply(2, [9, 0, 0, 0, 0x2f])], `store_unavailable: ${nonsense}`],
    ["announces a list without end", [ok, hello, alias, open, tooMany], `store_unavailable: ${nonsense}`],
  ])("that %s", async (_, sent, expected) => {
    expect(await answerTo(...sent)).toBe(expected);
  });

  it("one byte at a time", async () => {
    const sent = [ok, hello, alias, open, noItems].map((bytes) =>
      [...bytes].map((byte) => Buffer.from([byte])),
    );
    bus = await fakeBus((socket, chunk) => {
      for (const bytes of sent.splice(0, chunk.includes("AUTH") ? 3 : 1))
        for (const byte of bytes) socket.write(byte);
    });
    await requireUsable(bus.env, { service: "fob", username: "r1" }, deadlineIn(1000));
  });
});

function huge(): Buffer {
  const bytes = reply(1, []);
  bytes.writeUInt32LE(0x7fffffff, 4);
  return bytes;
}

it.skipIf(process.platform !== "linux")("reaches an abstract socket", async () => {
  const name = `fob-test-${process.pid}`;
  const server = createServer((socket) =>
    socket
      .on("error", () => {})
      .resume()
      .end("REJECTED\r\n"),
  );
  await new Promise<void>((resolve) => server.listen(`\0${name}`, resolve));
  const env = { DBUS_SESSION_BUS_ADDRESS: `unix:abstract=${name}` };
  await expect(requireUsable(env, {}, deadlineIn(1000))).rejects.toThrow(nonsense);
  await new Promise((resolve) => server.close(resolve));
});
