import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { onTestFinished } from "vitest";
import type { KeyPair } from "../platform/http/certificates.ts";

/** Whose end ends it too: tests that run at once have one each. */
type Ends = (cleanup: () => void) => void;

export interface FakePostgres {
  readonly port: number;
  /** How many came, and all that they sent. */
  readonly seen: { connections: number; text: string };
}

/** Something at a port that is no real server, or none any more. */
export async function fakePostgres(
  greet: (socket: Socket) => void,
  ends: Ends = onTestFinished,
): Promise<FakePostgres> {
  const seen = { connections: 0, text: "" };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    seen.connections++;
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    socket.on("data", (bytes) => {
      seen.text += bytes.toString("latin1");
    });
    greet(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ends(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, seen };
}

/** Stands in front of a real server and hands on both ways, until the client sends what fits. */
export function frontOf(port: number, cut: (socket: Socket, upstream: Socket, text: string) => void) {
  return fakePostgres((socket) => {
    const upstream = connect(port, "127.0.0.1").on("error", () => socket.destroy());
    upstream.on("close", () => socket.destroy());
    socket.on("close", () => upstream.destroy());
    upstream.pipe(socket);
    socket.on("data", (bytes) => {
      cut(socket, upstream, bytes.toString("latin1"));
      if (!upstream.destroyed && !upstream.writableEnded) upstream.write(bytes);
    });
  });
}

/** What a server says that refuses (PostgreSQL, "Message Formats"): its words are not to be believed. */
export function refusal(code: string, words: string): Buffer {
  return message("E", `SFATAL\0VFATAL\0C${code}\0M${words}\0\0`);
}

/** Lets everyone in and waits for a statement. */
export const welcome = Buffer.concat([message("R", "\0\0\0\0"), message("Z", "I")]);

const askForPassword = message("R", "\0\0\0\u0003");

function message(type: string, body: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(4 + Buffer.byteLength(body, "latin1"));
  return Buffer.concat([Buffer.from(type), length, Buffer.from(body, "latin1")]);
}

/** Offers TLS with this certificate and asks for the password; `heard` is what came through it. */
export function tlsPostgres(pair: KeyPair, heard: string[]): (socket: Socket) => void {
  return (plain) => {
    plain.once("data", () => {
      plain.write("S");
      const secure = new TLSSocket(plain, { isServer: true, ...pair });
      secure.on("error", () => {});
      secure.on("data", (bytes) => {
        const text = bytes.toString("latin1");
        heard.push(text);
        secure.write(text.startsWith("p") ? refusal("28P01", "of this test") : askForPassword);
      });
    });
  };
}
