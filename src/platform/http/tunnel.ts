import { Socket } from "node:net";
import type { buildConnector } from "undici";
import Client from "undici/lib/dispatcher/client.js";
import { type ConnectProblem, type Dial, open, problemOf } from "./connector.ts";
import type { HttpProxy } from "./proxy.ts";

interface Builders {
  readonly toProxy: buildConnector.connector;
  readonly toTarget: buildConnector.connector;
}

/** Connects by way of a proxy's CONNECT (RFC 9110, 9.3.6): the proxy sees the host's name and bytes of TLS, no more. */
export function tunnelDial(proxy: HttpProxy, { toProxy, toTarget }: Builders, headerBytes: number): Dial {
  return (target, done) => {
    const client = new Client(proxy.origin, {
      // The name in the proxy's certificate is the proxy's, not that of the host asked for.
      connect: (options, callback) => toProxy({ ...options, servername: undefined }, callback),
      maxHeaderSize: headerBytes,
      headersTimeout: 0,
    });
    const steps: (() => void)[] = [() => void client.destroy()];
    const authority = target.host?.match(/:\d+$/) ? target.host : `${target.host}:443`;
    askForTunnel(client, authority, proxy, (problem, socket) => {
      if (socket === null) return done(problem, null);
      const upgrade = { ...target, httpSocket: socket };
      steps.push(
        () => socket.destroy(),
        open(toTarget, upgrade, (error, secured) => {
          done(error ? problemOf(error) : null, secured);
        }),
      );
    });
    return () => {
      for (const undo of steps) undo();
    };
  };
}

function askForTunnel(
  client: Client,
  authority: string,
  proxy: HttpProxy,
  done: (problem: ConnectProblem | null, socket: Socket | null) => void,
): void {
  const headers: Record<string, string> = { host: authority };
  if (proxy.authorization !== null) headers["proxy-authorization"] = proxy.authorization.reveal();
  client.dispatch(
    { method: "CONNECT", path: authority, headers },
    {
      onRequestStart() {},
      onRequestUpgrade(_controller, status, _headers, socket) {
        if (status >= 200 && status < 300 && socket instanceof Socket) return done(null, socket);
        // It may still be written to by the proxy, and nobody listens any more.
        socket.on("error", () => {}).destroy();
        done({ code: "", proxy: proxy.origin, proxyStatus: status }, null);
      },
      onResponseError: (_controller, error) => done(problemOf(error, proxy.origin), null),
    },
  );
}
