import { describe, expect, it } from "vitest";
import type { HttpRequest } from "../../../src/core/http.ts";
import { Secret } from "../../../src/core/secret.ts";
import { httpServer, rawServer, tcpServer } from "./servers.ts";
import { asking, worldOfTest } from "./world.ts";

const statuses = [300, 301, 302, 303, 305, 307, 308, 399];
const methods: readonly HttpRequest["method"][] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const policies = ["idempotent", "once", "attempt", "renewal"] as const;

type Place = (own: string, target: { port: number }) => string;
const places: Readonly<Record<string, Place>> = {
  "another port": (_own, { port }) => `http://127.0.0.1:${port}/x`,
  "another scheme": (_own, { port }) => `https://127.0.0.1:${port}/x`,
  "user info": (_own, { port }) => `http://user:pass@127.0.0.1:${port}/x`,
  "another name": (_own, { port }) => `http://localhost:${port}/x`,
  "no scheme": (_own, { port }) => `//127.0.0.1:${port}/x`,
  "the same origin": (own) => `${own}/other`,
  "a path": () => "/other",
  "the very same": (own) => `${own}/sessions`,
};

describe.each(Object.entries(places))("a redirect to %s", (_name, place) => {
  it.each(statuses)("is refused at %i whatever the method, and nothing is sent there", async (status) => {
    let reached = 0;
    const target = await tcpServer(() => reached++);
    let asked = 0;
    const server = await httpServer((request, response) => {
      asked++;
      response
        .writeHead(status, { location: place(`http://${request.headers.host}`, target) })
        .end("secret body");
    });
    const { client, slept } = worldOfTest();
    for (const method of methods) {
      for (const retry of policies) {
        const headers = { "x-api-key": new Secret("canary-key"), authorization: new Secret("canary-auth") };
        const sent = client.at({ baseUrl: server.origin }).send({ ...asking(retry), method, headers });
        await expect(sent).rejects.toMatchObject({ code: "redirect_refused", exit: 13 });
      }
    }
    expect({ asked, reached, slept }).toEqual({
      asked: methods.length * policies.length,
      reached: 0,
      slept: [],
    });
  });
});

describe("the message of a refused redirect", () => {
  it.each([
    ["http://127.0.0.1:1/a?token=hidden", "http://127.0.0.1:1;"],
    ["http://user:hidden@example.com/", "http://example.com;"],
    ["//example.com/", "http://example.com;"],
    ["/path", "OWN;"],
    ["javascript:alert(1)", "a javascript: address;"],
    ["http://[", "an address that cannot be read;"],
    ["http://ex\u0080ample/", "an address that cannot be read;"],
    [null, "an address that it does not name;"],
  ])("names both origins and nothing else: %s", async (location, named) => {
    const server = await rawServer((socket) => {
      const line = location === null ? "" : `Location: ${location}\r\n`;
      socket.end(`HTTP/1.1 302 \u001b[2J\r\n${line}Content-Length: 0\r\n\r\n`, "latin1");
    });
    const { client } = worldOfTest();
    const error = await client
      .at({ baseUrl: server.origin })
      .send(asking("idempotent"))
      .then(String, (reason: Error) => reason.message);
    const place = named.replace("OWN", server.origin);
    expect(error).toBe(
      `${server.origin} answered 302, a redirect to ${place} fob follows none, to keep secrets where they belong.`,
    );
  });
});

it("does not take 304 for a redirect", async () => {
  const server = await httpServer((_request, response) => void response.writeHead(304).end());
  const { client } = worldOfTest();
  const response = await client.at({ baseUrl: server.origin }).send(asking("idempotent"));
  expect(response.status).toBe(304);
});

it("does not wait for the body of a redirect", async () => {
  const server = await rawServer((socket) => {
    socket.write("HTTP/1.1 307 Moved\r\nLocation: /x\r\nContent-Length: 99999999999\r\n\r\n{");
  });
  const { client } = worldOfTest();
  const sent = client.at({ baseUrl: server.origin }).send(asking("once"));
  await expect(sent).rejects.toMatchObject({ code: "redirect_refused" });
});
