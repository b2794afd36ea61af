import { performance } from "node:perf_hooks";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { httpServer, rawServer } from "./servers.ts";
import { asking, ending, worldOfTest } from "./world.ts";

const mebibyte = 1024 * 1024;

describe("an answer larger than fob reads", () => {
  const bomb = Buffer.alloc(64 * mebibyte);
  it.each([
    ["gzip", gzipSync(bomb)],
    ["deflate", deflateSync(bomb)],
    ["br", brotliCompressSync(bomb)],
    ["gzip, gzip", gzipSync(gzipSync(bomb))],
    [Array(100).fill("gzip").join(","), gzipSync("{}")],
    ["zstd", Buffer.from("{}")],
    ["constructor", Buffer.from("{}")],
    ["gzip", Buffer.from("not gzip")],
  ])("is refused once and for all, encoded as %s", async (encoding, body) => {
    let asked = 0;
    const server = await httpServer((_request, response) => {
      asked++;
      response.writeHead(200, { "content-encoding": encoding }).end(body);
    });
    const before = process.memoryUsage().rss;
    const end = await ending(worldOfTest().client.at({ baseUrl: server.origin }).send(asking("idempotent")));
    expect({ end, asked }).toEqual({ end: "bad_answer", asked: 1 });
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * mebibyte);
  });

  it.each<[string, number, number]>([
    ["one byte", 1, 1000],
    ["64 KiB", 65_536, mebibyte],
  ])("is cut off where it never ends, in chunks of %s", async (_name, size, maxBytes) => {
    let written = 0;
    const server = await httpServer((_request, response) => {
      const chunk = Buffer.alloc(size, 0x20);
      const more = () => {
        while (!response.destroyed && response.write(chunk)) written += size;
      };
      response.on("drain", more);
      more();
    });
    const started = performance.now();
    const sent = worldOfTest().client.at({ baseUrl: server.origin }).send(asking("idempotent", { maxBytes }));
    expect(await ending(sent)).toBe("bad_answer");
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(written).toBeLessThan(40 * mebibyte);
  });

  it.each([
    ["one of a megabyte", `X: ${"x".repeat(mebibyte)}\r\n`],
    ["ten thousand", "X: y\r\n".repeat(10_000)],
    ["one name of a megabyte", `${"x".repeat(mebibyte)}: y\r\n`],
  ])("is refused for its headers: %s", async (_name, headers) => {
    const server = await rawServer((socket) => void socket.write(`HTTP/1.1 200 OK\r\n${headers}\r\n`));
    const end = await ending(worldOfTest().client.at({ baseUrl: server.origin }).send(asking("idempotent")));
    expect(`${end} x${server.requests.length}`).toBe("bad_answer x1");
  });

  it.each([
    [999, "200"],
    [1000, "200"],
    [1001, "bad_answer"],
  ])("begins at the limit: %i of 1000 bytes", async (bytes, expected) => {
    for (const encoding of ["identity", "gzip"]) {
      const body = Buffer.alloc(bytes, 0x20);
      const server = await httpServer((_request, response) => {
        response.writeHead(200, { "content-encoding": encoding });
        response.end(encoding === "gzip" ? gzipSync(body) : body);
      });
      const sent = worldOfTest()
        .client.at({ baseUrl: server.origin })
        .send(asking("once", { maxBytes: 1000 }));
      expect(await ending(sent)).toBe(expected);
    }
  });

  it("is refused for its headers where they exceed the limit, whatever Node's own one is", async () => {
    const server = await rawServer((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nX: ${"x".repeat(1500)}\r\nContent-Length: 0\r\n\r\n`);
    });
    for (const [headerBytes, expected] of [
      [1000, "bad_answer"],
      [2000, "200"],
    ] as const) {
      const { client } = worldOfTest({ limits: { headerBytes } });
      expect(await ending(client.at({ baseUrl: server.origin }).send(asking("idempotent")))).toBe(expected);
    }
  });
});
