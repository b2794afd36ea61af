import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Front {
  /** What stands in front of the server's base URL. */
  readonly origin: string;
}

/** A server that hands requests on to another and its answers back, but swallows the answers to some. */
export async function forwardTo(
  baseUrl: string,
  swallows: (message: IncomingMessage) => boolean = () => false,
  tls: { readonly key: Buffer; readonly cert: Buffer } | null = null,
): Promise<Front> {
  const pass = (message: IncomingMessage, response: ServerResponse): void => {
    const { host: _, ...headers } = message.headers;
    const onward = request(baseUrl + message.url, { method: message.method, headers }, (answer) => {
      if (swallows(message)) return void answer.resume();
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    message.pipe(onward);
  };
  const server = tls === null ? createServer(pass) : createTlsServer(tls, pass);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `${tls === null ? "http" : "https"}://127.0.0.1:${port}` };
}
