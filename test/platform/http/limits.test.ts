import { performance } from "node:perf_hooks";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { FobError } from "../../../src/core/errors.ts";
import type { RetryPolicy } from "../../../src/core/http.ts";
import { httpServer, rawServer, tcpServer } from "./servers.ts";
import { asking, ending, testWorld, type WorldOptions } from "./world.ts";

const mebibyte = 1024 * 1024;

function clientFor(options?: WorldOptions) {
  const world = testWorld(options);
  onTestFinished(() => world.client.close());
  return world;
}

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
    const end = await ending(clientFor().client.at({ baseUrl: server.origin }).send(asking("idempotent")));
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
    const sent = clientFor().client.at({ baseUrl: server.origin }).send(asking("idempotent", { maxBytes }));
    expect(await ending(sent)).toBe("bad_answer");
    expect(performance.now() - started).toBeLessThan(3000);
    expect(written).toBeLessThan(40 * mebibyte);
  });

  it.each([
    ["one of a megabyte", `X: ${"x".repeat(mebibyte)}\r\n`],
    ["ten thousand", "X: y\r\n".repeat(10_000)],
    ["one name of a megabyte", `${"x".repeat(mebibyte)}: y\r\n`],
  ])("is refused for its headers: %s", async (_name, headers) => {
    const server = await rawServer((socket) => void socket.write(`HTTP/1.1 200 OK\r\n${headers}\r\n`));
    const end = await ending(clientFor().client.at({ baseUrl: server.origin }).send(asking("idempotent")));
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
      const sent = clientFor()
        .client.at({ baseUrl: server.origin })
        .send(asking("once", { maxBytes: 1000 }));
      expect(await ending(sent)).toBe(expected);
    }
  });
});

describe("a server that is too slow", () => {
  const silent = () => {};
  const cases: readonly [string, Parameters<typeof rawServer>[0]][] = [
    ["never answers", silent],
    [
      "sends headers and no body",
      (socket) => void socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"),
    ],
    [
      "sends a byte at a time",
      (socket) => {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n");
        const timer = setInterval(() => socket.write("x"), 20);
        socket.on("close", () => clearInterval(timer));
      },
    ],
    [
      "sends early hints for ever",
      (socket) => {
        const timer = setInterval(() => socket.write("HTTP/1.1 103 Early Hints\r\n\r\n"), 20);
        socket.on("close", () => clearInterval(timer));
      },
    ],
  ];

  it.each(cases)("and %s is given up at the limit of a request", async (_name, answer) => {
    const server = await rawServer(answer);
    const { client } = clientFor({ limits: { requestMs: 150 } });
    const http = client.at({ baseUrl: server.origin });
    const started = performance.now();
    expect(await ending(http.send(asking("once")))).toBe("outcome_unknown");
    expect(server.requests.length).toBe(1);
    await expect(http.send(asking("idempotent"))).rejects.toMatchObject({
      code: "timeout",
      message: `${server.origin} gave no answer within 0.2 s.`,
      details: { retryable: true },
    });
    expect(server.requests.length).toBe(6);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it("is given up when the command's budget is over, however long a request may take", async () => {
    const server = await rawServer(silent);
    const { client } = clientFor({ totalMs: 150 });
    const started = performance.now();
    expect(await ending(client.at({ baseUrl: server.origin }).send(asking("once")))).toBe("outcome_unknown");
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it("is not asked at all where the budget is over before", async () => {
    const server = await rawServer(silent);
    const { client } = clientFor({ totalMs: 0 });
    expect(await ending(client.at({ baseUrl: server.origin }).send(asking("once")))).toBe("timeout");
    expect(server.connections()).toBe(0);
  });

  it("to shake hands counts as a connection that never came about", async () => {
    const server = await tcpServer(() => {});
    const { client, slept } = clientFor({ limits: { connectMs: 60 } });
    const baseUrl = `https://127.0.0.1:${server.port}`;
    await expect(client.at({ baseUrl }).send(asking("once"))).rejects.toMatchObject({
      code: "timeout",
      message: `No connection to ${baseUrl} came about in time.`,
    });
    expect({ slept: slept.length, connections: server.connections() }).toEqual({ slept: 4, connections: 5 });
  });
});

describe("a limit on how often one may ask (429)", () => {
  const limited = (header: string) =>
    rawServer((socket, _request, number) => {
      const again = `HTTP/1.1 429 Too Many\r\n${header}Content-Length: 0\r\n\r\n`;
      socket.write(number === 1 ? again : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    });

  it.each<[string, number[], string]>([
    ["Retry-After: 1\r\n", [1100], "200"],
    ["Retry-After: 29\r\n", [29_100], "200"],
    ["Retry-After: -5\r\n", [100], "200"],
    ["Retry-After: NaN\r\n", [100], "200"],
    ["Retry-After: 0\r\n", [100], "200"],
    ["Retry-After: Thu, 01 Jan 2026 00:00:07 GMT\r\n", [7100], "200"],
    ["Retry-After: Mon, 01 Jan 1990 00:00:07 GMT\r\n", [100], "200"],
    ["Retry-After: soon\r\n", [100], "200"],
    ["", [100], "200"],
    ["Retry-After: 30\r\n", [], "rate_limited 30"],
    ["Retry-After: 3600\r\n", [], "rate_limited 3600"],
    ["Retry-After: 9999999999\r\n", [], "rate_limited 9999999999"],
    ["Retry-After: Thu, 01 Jan 2026 01:00:00 GMT\r\n", [], "rate_limited 3600"],
  ])("%j", async (header, slept, expected) => {
    for (const retry of ["idempotent", "once", "renewal"] as const) {
      const server = await limited(header);
      const world = clientFor();
      const end = await world.client
        .at({ baseUrl: server.origin })
        .send(asking(retry))
        .then(
          (response) => String(response.status),
          (error: FobError) => `${error.code} ${error.details.retryAfterS}`,
        );
      expect({ end, slept: world.slept }).toEqual({ end: expected, slept });
    }
  });

  it("says when to come back", async () => {
    const server = await limited("Retry-After: 7200\r\n");
    const sent = clientFor().client.at({ baseUrl: server.origin }).send(asking("attempt"));
    await expect(sent).rejects.toMatchObject({
      code: "rate_limited",
      message: `${server.origin} answered 429: too many requests.`,
      details: {
        hint: "Try again in 2 h, or allow that much with --timeout.",
        retryable: true,
        retryAfterS: 7200,
      },
    });
  });

  it("holds for 503 too, where the last answer is handed on rather than waited for", async () => {
    const server = await rawServer((socket) => {
      socket.write("HTTP/1.1 503 Busy\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n");
    });
    const world = clientFor();
    expect(await ending(world.client.at({ baseUrl: server.origin }).send(asking("idempotent")))).toBe("503");
    expect({ slept: world.slept, asked: server.requests.length }).toEqual({ slept: [], asked: 1 });
  });
});

describe("an interrupt", () => {
  it.each<[RetryPolicy, string]>([
    ["idempotent", "terminated"],
    ["once", "outcome_unknown"],
  ])("ends a request that waits for its answer: %s", async (retry, expected) => {
    const { client, interrupt } = clientFor();
    const server = await rawServer(() => interrupt.abort(new FobError("terminated", "Ended.")));
    expect(await ending(client.at({ baseUrl: server.origin }).send(asking(retry)))).toBe(expected);
    expect(server.requests.length).toBe(1);
  });

  it("before a request keeps it from being sent", async () => {
    const { client, interrupt } = clientFor();
    const server = await rawServer(() => {});
    interrupt.abort();
    expect(await ending(client.at({ baseUrl: server.origin }).send(asking("once")))).toBe("interrupted");
    expect(server.connections()).toBe(0);
  });

  it("while it connects is heeded at once", async () => {
    const { client, interrupt } = clientFor();
    const server = await tcpServer(() => interrupt.abort());
    const sent = client.at({ baseUrl: `https://127.0.0.1:${server.port}` }).send(asking("once"));
    expect(await ending(sent)).toBe("interrupted");
  });
});
