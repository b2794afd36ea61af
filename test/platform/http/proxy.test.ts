import { createServer, type IncomingMessage } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect, type Socket } from "node:net";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { type Authority, createAuthority } from "./certificates.ts";
import { closedPort, listening, tcpServer } from "./servers.ts";
import { asking, ending, testWorld, type WorldOptions } from "./world.ts";

const authority = createAuthority();
afterAll(() => authority?.remove());

interface Asked {
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly host: string | undefined;
}

/** A proxy that answers CONNECT in its own way, and keeps what it was asked. */
async function proxyServer(onConnect: (client: Socket, request: IncomingMessage) => void) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    asked.push({ url: `in clear: ${request.url}`, authorization: undefined, host: undefined });
    response.end();
  });
  server.on("connect", (request: IncomingMessage, client: Socket) => {
    const { "proxy-authorization": authorization, host } = request.headers;
    asked.push({ url: request.url, authorization, host });
    onConnect(client, request);
  });
  return Object.assign(await listening(server, "http"), { asked });
}

function tunnelTo(port: number) {
  return (client: Socket) => {
    const target = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      target.pipe(client).pipe(target);
    });
    target.on("error", () => client.destroy());
    client.on("error", () => target.destroy());
  };
}

function clientFor(options: WorldOptions) {
  const { client } = testWorld(options);
  onTestFinished(() => client.close());
  return client;
}

describe.skipIf(authority === null)("a request through a proxy", () => {
  const ca = authority as Authority;
  const site = { baseUrl: "https://api.example.test", caFile: ca.caFile };

  async function target() {
    const seen: Record<string, unknown>[] = [];
    const pair = ca.issue(["DNS:api.example.test"], 2);
    const server = createSecureServer(pair, (request, response) => {
      seen.push({ host: request.headers.host, leaked: request.headers["proxy-authorization"] });
      response.end("{}");
    });
    return Object.assign(await listening(server, "https"), { seen });
  }

  it("goes by CONNECT, with the proxy's credentials for the proxy alone", async () => {
    const server = await target();
    const proxy = await proxyServer(tunnelTo(server.port));
    const client = clientFor({ env: { HTTPS_PROXY: `http://us%40er:pa%3Ass@127.0.0.1:${proxy.port}` } });
    for (const retry of ["idempotent", "idempotent", "once"] as const) {
      expect(await ending(client.at(site).send(asking(retry)))).toBe("200");
    }
    const tunnel = {
      url: "api.example.test:443",
      authorization: `Basic ${Buffer.from("us@er:pa:ss").toString("base64")}`,
      host: "api.example.test:443",
    };
    expect(proxy.asked).toEqual([tunnel, tunnel]);
    expect(server.seen).toEqual(Array(3).fill({ host: "api.example.test", leaked: undefined }));
  });

  it("names another port where the URL does", async () => {
    const server = await target();
    const proxy = await proxyServer(tunnelTo(server.port));
    const client = clientFor({ env: { ALL_PROXY: proxy.origin } });
    const sent = client.at({ ...site, baseUrl: "https://api.example.test:8443" }).send(asking("once"));
    expect(await ending(sent)).toBe("200");
    expect(proxy.asked).toEqual([
      { url: "api.example.test:8443", authorization: undefined, host: "api.example.test:8443" },
    ]);
  });

  it.each<[string, number, string, number]>([
    ["wants a password", 407, "network", 1],
    ["forbids it", 403, "network", 1],
    ["redirects", 302, "network", 1],
    ["cannot reach the target", 502, "network", 5],
  ])(
    "fails where the proxy %s (%i), and names the proxy without its password",
    async (_name, status, code, times) => {
      const proxy = await proxyServer((client) => {
        client.end(
          `HTTP/1.1 ${status} \u001b[2J\r\nLocation: http://evil.example/\r\nContent-Length: 0\r\n\r\n`,
        );
      });
      const client = clientFor({ env: { HTTPS_PROXY: `http://user:canary@127.0.0.1:${proxy.port}` } });
      await expect(client.at(site).send(asking("once"))).rejects.toMatchObject({
        code,
        message: `Cannot connect to https://api.example.test: the proxy ${proxy.origin} refused the connection with ${status}.`,
      });
      expect(proxy.asked.length).toBe(times);
    },
  );

  it("fails where the proxy itself answers in place of the target", async () => {
    const proxy = await proxyServer((client) => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      client.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    });
    const client = clientFor({ env: { HTTPS_PROXY: proxy.origin } });
    expect(await ending(client.at(site).send(asking("once")))).toBe("tls");
  });

  it("fails where the proxy shows a certificate of its own in place of the target's", async () => {
    const imposter = createSecureServer(ca.issue(["DNS:proxy.example.test"], 2));
    const server = await listening(imposter, "https");
    const proxy = await proxyServer(tunnelTo(server.port));
    const client = clientFor({ env: { HTTPS_PROXY: proxy.origin } });
    await expect(client.at(site).send(asking("once"))).rejects.toMatchObject({
      code: "tls",
      message: "https://api.example.test is not trusted: its certificate is for another name.",
    });
  });

  it.each<[string, (client: Socket) => void]>([
    ["hangs up", (client) => client.destroy()],
    ["resets", (client) => client.resetAndDestroy()],
    ["speaks nonsense", (client) => void client.end("nonsense\r\n\r\n")],
  ])("is tried five times, and no more, where the proxy %s", async (_name, onConnect) => {
    const proxy = await proxyServer(onConnect);
    const client = clientFor({ env: { HTTPS_PROXY: proxy.origin } });
    await expect(client.at(site).send(asking("once"))).rejects.toMatchObject({
      code: "network",
      message: expect.stringContaining(`Cannot connect to the proxy ${proxy.origin}: `),
    });
    expect(proxy.asked.length).toBe(5);
  });

  it("fails in time where the proxy is silent, and says so where there is none", async () => {
    const silent = await tcpServer(() => {});
    const patient = clientFor({
      env: { HTTPS_PROXY: `http://127.0.0.1:${silent.port}` },
      limits: { connectMs: 50 },
    });
    expect(await ending(patient.at(site).send(asking("once")))).toBe("timeout");
    expect(silent.connections()).toBe(5);
    const port = await closedPort();
    const client = clientFor({ env: { HTTPS_PROXY: `http://user:canary@127.0.0.1:${port}` } });
    await expect(client.at(site).send(asking("once"))).rejects.toMatchObject({
      code: "network",
      message: `Cannot connect to the proxy http://127.0.0.1:${port}: the connection was refused.`,
    });
  });

  it("reaches a proxy by TLS, whose certificate is checked too", async () => {
    const server = await target();
    const asked: (string | undefined)[] = [];
    const proxy = createSecureServer(ca.issue(["IP:127.0.0.1"], 2));
    proxy.on("connect", (request: IncomingMessage, client: Socket) => {
      asked.push(request.url);
      tunnelTo(server.port)(client);
    });
    const { origin } = await listening(proxy, "https");
    expect(
      await ending(
        clientFor({ env: { HTTPS_PROXY: origin } })
          .at(site)
          .send(asking("once")),
      ),
    ).toBe("200");
    expect(asked).toEqual(["api.example.test:443"]);
    const unknowing = clientFor({ env: { HTTPS_PROXY: origin } }).at({ baseUrl: site.baseUrl });
    await expect(unknowing.send(asking("once"))).rejects.toMatchObject({
      code: "tls",
      message: expect.stringContaining(`the proxy ${origin} is not trusted`),
    });
  });
});
