import { mkdtemp, rm } from "node:fs/promises";
import type { Socket } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWriter } from "../../src/platform/stores/keychain/bus/writer.ts";

/** What a bus sends back for the call with this serial number. */
export type Answer = (serial: number) => Buffer;

export interface FakeBus {
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** A session bus that sends `greeting` for the handshake and then one answer a call, in the order of the calls. */
export async function fakeBus(
  greeting: Buffer,
  answers: readonly Answer[],
  chunk = 65_536,
): Promise<FakeBus> {
  const folder = await mkdtemp(join(tmpdir(), "fob-bus-"));
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const send = (bytes: Buffer) => {
      for (let at = 0; at < bytes.length; at += chunk) socket.write(bytes.subarray(at, at + chunk));
    };
    socket.on("error", () => {});
    socket.on(
      "data",
      framed(
        () => send(greeting),
        (serial) => {
          const next = answers[serial - 1];
          if (next !== undefined) send(next(serial));
        },
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(join(folder, "bus"), resolve));
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(folder, "bus")}` },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function framed(onBegin: () => void, onCall: (serial: number) => void): (data: Buffer) => void {
  let received = Buffer.alloc(0);
  let begun = false;
  return (data) => {
    received = Buffer.concat([received, data]);
    const begin = received.indexOf("BEGIN\r\n");
    if (!begun && begin < 0) return;
    if (!begun) {
      begun = true;
      received = received.subarray(begin + 7);
      onBegin();
    }
    for (let size = callSize(received); size !== null; size = callSize(received)) {
      const serial = received.readUInt32LE(8);
      received = received.subarray(size);
      onCall(serial);
    }
  };
}

function callSize(bytes: Buffer): number | null {
  if (bytes.length < 16) return null;
  const fields = bytes.readUInt32LE(12);
  const size = 16 + fields + ((8 - (fields % 8)) % 8) + bytes.readUInt32LE(4);
  return bytes.length < size ? null : size;
}

interface Kind {
  readonly type?: number;
  readonly error?: string;
  readonly order?: string;
  readonly claims?: number;
}

/** An answer whose body is given byte by byte, so that no error of our marshalling cancels itself. */
export function answer(body: readonly number[], { type, error, order = "l", claims }: Kind = {}): Answer {
  return (serial) => {
    const fields = createWriter();
    fields.bytes(5);
    fields.signature("u");
    fields.uint32(serial);
    if (error !== undefined) {
      fields.align(8);
      fields.bytes(4);
      fields.signature("s");
      fields.text(error);
    }
    const head = Buffer.alloc(16);
    head.write(order);
    head.writeUInt8(type ?? (error === undefined ? 2 : 3), 1);
    head.writeUInt8(1, 3);
    head.writeUInt32LE(claims ?? body.length, 4);
    head.writeUInt32LE(100 + serial, 8);
    head.writeUInt32LE(fields.done().length, 12);
    fields.align(8);
    return Buffer.concat([head, fields.done(), Buffer.from(body)]);
  };
}
