import { performance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import { FobError } from "../../../src/core/errors.ts";
import type { RetryPolicy } from "../../../src/core/http.ts";
import { rawServer, tcpServer } from "./servers.ts";
import { asking, ending, worldOfTest } from "./world.ts";

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
    const { client } = worldOfTest({ limits: { requestMs: 150 } });
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
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it("is given up when the command's budget is over, however long a request may take", async () => {
    const server = await rawServer(silent);
    const { client } = worldOfTest({ totalMs: 150 });
    const started = performance.now();
    expect(await ending(client.at({ baseUrl: server.origin }).send(asking("once")))).toBe("outcome_unknown");
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it("is not asked at all where the budget is over before", async () => {
    const server = await rawServer(silent);
    const { client } = worldOfTest({ totalMs: 0 });
    expect(await ending(client.at({ baseUrl: server.origin }).send(asking("once")))).toBe("timeout");
    expect(server.connections()).toBe(0);
  });

  it("to shake hands counts as a connection that never came about", async () => {
    const server = await tcpServer(() => {});
    const { client, slept } = worldOfTest({ limits: { connectMs: 60 } });
    const baseUrl = `https://127.0.0.1:${server.port}`;
    await expect(client.at({ baseUrl }).send(asking("once"))).rejects.toMatchObject({
      code: "timeout",
      message: `No connection to ${baseUrl} came about in time.`,
    });
    expect({ slept: slept.length, connections: server.connections() }).toEqual({ slept: 4, connections: 5 });
  });
});

describe("an interrupt", () => {
  it.each<[RetryPolicy, string]>([
    ["idempotent", "terminated"],
    ["once", "outcome_unknown"],
  ])("ends a request that waits for its answer: %s", async (retry, expected) => {
    const { client, interrupt } = worldOfTest();
    const server = await rawServer(() => interrupt.abort(new FobError("terminated", "Ended.")));
    expect(await ending(client.at({ baseUrl: server.origin }).send(asking(retry)))).toBe(expected);
    expect(server.requests.length).toBe(1);
  });

  it("before a request keeps it from being sent", async () => {
    const { client, interrupt } = worldOfTest();
    const server = await rawServer(() => {});
    interrupt.abort();
    expect(await ending(client.at({ baseUrl: server.origin }).send(asking("once")))).toBe("interrupted");
    expect(server.connections()).toBe(0);
  });

  it("while it connects is heeded at once", async () => {
    const { client, interrupt } = worldOfTest();
    const server = await tcpServer(() => interrupt.abort());
    const sent = client.at({ baseUrl: `https://127.0.0.1:${server.port}` }).send(asking("once"));
    expect(await ending(sent)).toBe("interrupted");
  });
});
