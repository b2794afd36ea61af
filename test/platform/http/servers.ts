import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface TestServer {
  readonly port: number;
  readonly origin: string;
  /** Connections that it was asked for. */
  readonly connections: () => number;
  stop(): Promise<void>;
}

/** A node:http server on loopback that ends with the test. */
export async function httpServer(answer: RequestListener): Promise<TestServer> {
  return listening(createHttpServer(answer), "http");
}

/** Whole requests in turn, answered byte by byte; `answer` gets the request's text and its number from 1. */
export async function rawServer(
  answer: (socket: Socket, request: string, number: number) => void,
): Promise<TestServer & { readonly requests: string[] }> {
  const requests: string[] = [];
  const server = createTcpServer((socket) => {
    let text = "";
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (!isWhole(text)) return;
      requests.push(text);
      const request = text;
      text = "";
      answer(socket, request, requests.length);
    });
  });
  return Object.assign(await listening(server, "http"), { requests });
}

/** TCP alone: what happens once connected. */
export async function tcpServer(onConnection: (socket: Socket) => void): Promise<TestServer> {
  const server = createTcpServer((socket) => {
    socket.on("error", () => {});
    onConnection(socket);
  });
  return listening(server, "http");
}

export async function listening(server: Server, scheme: string): Promise<TestServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const stop = async () => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((done) => server.close(done));
  };
  onTestFinished(stop);
  return { port, origin: `${scheme}://127.0.0.1:${port}`, connections: () => connections, stop };
}

function isWhole(text: string): boolean {
  const [head, body] = splitOnce(text, "\r\n\r\n");
  const length = /content-length: (\d+)/i.exec(head)?.[1] ?? "0";
  return body !== null && body.length >= Number(length);
}

function splitOnce(text: string, separator: string): [string, string | null] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = await tcpServer(() => {});
  await server.stop();
  return server.port;
}
