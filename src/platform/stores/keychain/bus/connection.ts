import { connect } from "node:net";
import type { FobError } from "../../../../core/errors.ts";
import { visible } from "../../../../core/visible.ts";
import { locked, unavailable } from "../refusal.ts";
import type { Call, Reply } from "./message.ts";
import { decodeMessage, encodeCall } from "./message.ts";
import type { Reader } from "./reader.ts";

export interface Bus {
  /** What `read` takes from the answer's body; FobError `store_unavailable` for an error and for nonsense. */
  call<T>(call: Call, read: (body: Reader) => T): Promise<T>;
  /** The bus has answered, so a silence is the called one's. */
  greeted(): boolean;
  close(): void;
}

const hello = {
  destination: "org.freedesktop.DBus",
  path: "/org/freedesktop/DBus",
  interface: "org.freedesktop.DBus",
  member: "Hello",
};

const hungUp = "The session bus closed the connection.";

interface Waiting {
  answer(body: Reader): void;
  reject(error: FobError): void;
}

/**
 * A session bus as a client of it. Handshake and first calls go out in one write, as sd-bus does; whatever the
 * other side does or does not, nothing here blocks, and an open connection keeps no process alive.
 */
export function connectBus(socketPath: string): Bus {
  const waiting = new Map<number, Waiting>();
  const socket = connect({ path: socketPath });
  let serial = 0;
  let failure: FobError | undefined;
  const fail = (error: FobError) => {
    failure ??= error;
    socket.destroy();
    for (const call of waiting.values()) call.reject(failure);
    waiting.clear();
  };
  const settle = (reply: Reply) => {
    const call = waiting.get(reply.replyTo);
    if (call === undefined) return;
    if (reply.errorName === "") call.answer(reply.body);
    else call.reject(refusedCall(reply.errorName));
    waiting.delete(reply.replyTo);
  };
  socket.on("error", (error: NodeJS.ErrnoException) => fail(unreachable(error)));
  socket.on("close", () => fail(unavailable(hungUp)));
  socket.on("data", receiver(settle, fail));
  socket.write(
    `\0AUTH EXTERNAL ${Buffer.from(String(process.getuid?.() ?? 0)).toString("hex")}\r\nBEGIN\r\n`,
  );
  socket.unref();
  let greeted = false;
  const call: Bus["call"] = (request, read) =>
    new Promise((resolve, reject) => {
      if (failure !== undefined) return reject(failure);
      serial += 1;
      waiting.set(serial, { answer: (body) => resolve(read(body)), reject });
      socket.write(encodeCall(request, serial));
    });
  const onHello = () => {
    greeted = true;
  };
  call(hello, onHello).catch(() => {
    // Whoever calls next is told.
  });
  return {
    call,
    greeted: () => greeted,
    close: () => fail(unavailable("The connection to the session bus was closed.")),
  };
}

function receiver(settle: (reply: Reply) => void, fail: (error: FobError) => void): (chunk: Buffer) => void {
  let received: Buffer = Buffer.alloc(0);
  let accepted = false;
  return (chunk) => {
    received = Buffer.concat([received, chunk]);
    try {
      if (!accepted) {
        const rest = afterHandshake(received);
        if (rest === null) return;
        received = rest;
        accepted = true;
      }
      for (let next = decodeMessage(received); next !== null; next = decodeMessage(received)) {
        received = received.subarray(next.length);
        settle(next.reply);
      }
    } catch (error) {
      fail(unavailable("What listens at the session bus does not speak D-Bus, or refused this user.", error));
    }
  };
}

/** Null while the line is not whole. */
function afterHandshake(received: Buffer): Buffer | null {
  const end = received.indexOf("\r\n");
  if (end < 0 && received.length < 256) return null;
  if (end < 0 || !received.toString("latin1", 0, end).startsWith("OK "))
    throw new RangeError("no OK from the bus");
  return received.subarray(end + 2);
}

function unreachable(error: NodeJS.ErrnoException): FobError {
  if (error.code === "EPIPE" || error.code === "ECONNRESET") return unavailable(hungUp, error);
  return unavailable(`The session bus cannot be reached (${error.code ?? error.name}).`, error);
}

function refusedCall(errorName: string): FobError {
  if (errorName === "org.freedesktop.Secret.Error.IsLocked") return locked("The system keychain is locked.");
  const nobody = /\.(ServiceUnknown|NameHasNoOwner|NoReply|Spawn\.[A-Za-z]+)$/.test(errorName);
  const what = nobody ? "No keyring answers on the session bus" : "The keyring on the session bus refused";
  return unavailable(`${what} (${visible(errorName)}).`);
}
