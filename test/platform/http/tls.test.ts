import { writeFileSync } from "node:fs";
import { createServer, type ServerOptions } from "node:https";
import { connect, createServer as createPlainServer } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { type Authority, createAuthority } from "./certificates.ts";
import { listening } from "./servers.ts";
import { asking, ending, testWorld } from "./world.ts";

const authority = createAuthority();
if (authority === null && process.env.FOB_TEST_REQUIRE === "1") throw new Error("openssl is required");
const suite = authority === null ? "SKIPPED, no openssl on this machine: TLS" : "TLS";
afterAll(() => authority?.remove());

const names = ["IP:127.0.0.1", "DNS:localhost"];

async function httpsServer(options: ServerOptions) {
  const seen: string[] = [];
  const server = createServer(options, (request, response) => {
    seen.push(request.url ?? "");
    response.end("{}");
  });
  return Object.assign(await listening(server, "https"), { seen });
}

function clientIn(env: Record<string, string> = {}) {
  const { client } = testWorld({ env });
  onTestFinished(() => client.close());
  return client;
}

describe.skipIf(authority === null)(suite, () => {
  const ca = authority as Authority;
  const untrusted = "its certificate comes from an authority that this machine does not know";

  it.each<[string, () => ServerOptions, boolean, string]>([
    ["self-signed", () => ca.selfSigned(names), false, "its certificate is self-signed"],
    ["of an unknown authority", () => ca.issue(names, 2), false, untrusted],
    ["expired", () => ca.issue(names, -1), true, "its certificate has expired"],
    [
      "for another name",
      () => ca.issue(["DNS:other.example"], 2),
      true,
      "its certificate is for another name",
    ],
  ])(
    "refuses a certificate that is %s, whatever the environment says",
    async (_name, pair, known, reason) => {
      const server = await httpsServer(pair());
      const caFile = known ? { caFile: ca.caFile } : {};
      for (const [env, ignored] of [
        [{}, ""],
        [{ NODE_TLS_REJECT_UNAUTHORIZED: "0" }, " NODE_TLS_REJECT_UNAUTHORIZED is ignored."],
      ] as const) {
        const sent = clientIn(env)
          .at({ baseUrl: server.origin, ...caFile })
          .send(asking("idempotent"));
        await expect(sent).rejects.toMatchObject({
          code: "tls",
          exit: 6,
          message: `${server.origin} is not trusted: ${reason}.${ignored}`,
        });
      }
      expect({ seen: server.seen, connections: server.connections() }).toEqual({ seen: [], connections: 2 });
    },
  );

  it("refuses TLS before 1.2", async () => {
    const server = await httpsServer({
      ...ca.issue(names, 2),
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    const sent = clientIn().at({ baseUrl: server.origin, caFile: ca.caFile }).send(asking("once"));
    await expect(sent).rejects.toMatchObject({
      code: "tls",
      message: `No TLS 1.2 or newer connection to ${server.origin} came about.`,
    });
  });

  it("refuses what does not speak TLS at all", async () => {
    const plain = createPlainServer((socket) => void socket.end("HTTP/1.1 400 Bad\r\n\r\n"));
    const server = await listening(plain, "https");
    expect(await ending(clientIn().at({ baseUrl: server.origin }).send(asking("once")))).toBe("tls");
  });

  it.each(["127.0.0.1", "localhost"])(
    "trusts the authority of caFile for %s, on every connection",
    async (host) => {
      const server = await httpsServer(ca.issue(names, 2));
      const site = { baseUrl: `https://${host}:${server.port}`, caFile: ca.caFile };
      const client = clientIn();
      for (const retry of ["idempotent", "idempotent", "once", "renewal"] as const) {
        expect(await ending(client.at(site).send(asking(retry)))).toBe("200");
      }
      expect(server.connections()).toBe(3);
      const other = clientIn().at({ baseUrl: site.baseUrl });
      expect(await ending(other.send(asking("idempotent")))).toBe("tls");
    },
  );

  it("does not send what was given up while its connection came about", async () => {
    const server = await httpsServer(ca.issue(names, 2));
    const slow = createPlainServer((socket) => {
      socket.on("error", () => {});
      setTimeout(() => {
        const target = connect(server.port, "127.0.0.1").on("error", () => {});
        target.pipe(socket).pipe(target);
      }, 200);
    });
    const { origin } = await listening(slow, "https");
    const { client } = testWorld({ totalMs: 100 });
    onTestFinished(() => client.close());
    const http = client.at({ baseUrl: origin, caFile: ca.caFile });
    expect(await ending(http.send(asking("idempotent")))).toBe("timeout");
    await expect.poll(server.connections).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(server.seen).toEqual([]);
  });

  it("goes on trusting NODE_EXTRA_CA_CERTS beside caFile", async () => {
    const server = await httpsServer(ca.issue(names, 2));
    const unrelated = join(ca.folder, "unrelated.pem");
    writeFileSync(unrelated, ca.selfSigned(["DNS:unrelated.example"]).cert);
    const site = { baseUrl: server.origin, caFile: unrelated };
    expect(await ending(clientIn().at(site).send(asking("idempotent")))).toBe("tls");
    const client = clientIn({ NODE_EXTRA_CA_CERTS: ca.caFile });
    expect(await ending(client.at(site).send(asking("idempotent")))).toBe("200");
  });

  it.each([
    ["missing", null, "cannot be read"],
    ["empty", "", "holds no certificate that can be read"],
    ["text", "hello", "holds no certificate that can be read"],
    ["damaged", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "holds no certificate"],
  ])("says that caFile is %s, before anything is sent", async (name, content, message) => {
    const caFile = join(ca.folder, `${name}.pem`);
    if (content !== null) writeFileSync(caFile, content);
    const server = await httpsServer(ca.issue(names, 2));
    const sent = clientIn().at({ baseUrl: server.origin, caFile }).send(asking("once"));
    await expect(sent).rejects.toMatchObject({ code: "usage", message: expect.stringContaining(message) });
    expect(server.connections()).toBe(0);
  });
});
