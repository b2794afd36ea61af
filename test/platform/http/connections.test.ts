import { once } from "node:events";
import { createServer } from "node:http";
import type { Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { RetryPolicy } from "../../../src/core/http.ts";
import { closedPort, rawServer } from "./servers.ts";
import { asking, ending, worldOfTest } from "./world.ts";

const policies: readonly RetryPolicy[] = ["idempotent", "once", "attempt", "renewal"];
const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
const answered = (text: string) => (socket: Socket) => void socket.write(text, "latin1");

describe("a connection that never came about", () => {
  it.each(policies)("is refused five times, then said plainly: %s", async (retry) => {
    const baseUrl = `http://127.0.0.1:${await closedPort()}`;
    const { client, slept } = worldOfTest();
    await expect(client.at({ baseUrl }).send(asking(retry))).rejects.toMatchObject({
      code: "network",
      message: `Cannot connect to ${baseUrl}: the connection was refused.`,
      details: { retryable: true },
    });
    expect(slept).toEqual([100, 200, 400, 800]);
  });

  it.each(policies)("does not keep a later try from being the only one to arrive: %s", async (retry) => {
    const port = await closedPort();
    const arrived: string[] = [];
    const server = createServer((request, response) => {
      arrived.push(request.method ?? "");
      response.end("{}");
    });
    onTestFinished(() => void server.close());
    const world = worldOfTest({
      onSleep: async (times) => {
        if (times === 2) await once(server.listen(port, "127.0.0.1"), "listening");
      },
    });
    expect(await ending(world.client.at({ baseUrl: `http://127.0.0.1:${port}` }).send(asking(retry)))).toBe(
      "200",
    );
    expect({ arrived, slept: world.slept }).toEqual({
      arrived: [retry === "idempotent" ? "GET" : "POST"],
      slept: [100, 200],
    });
  });

  it("says when a name is not found", async () => {
    const { client } = worldOfTest();
    await expect(
      client.at({ baseUrl: "https://nowhere.invalid" }).send(asking("once")),
    ).rejects.toMatchObject({
      code: "network",
      message: "Cannot connect to https://nowhere.invalid: its name was not found.",
    });
  });
});

describe("an idle connection that the server closes", () => {
  it("costs a read another try at most, and a login nothing", async () => {
    const server = await rawServer((socket, _text, number) => {
      socket.write(ok, "latin1");
      if (number === 1) setTimeout(() => socket.resetAndDestroy(), 20);
    });
    const { client } = worldOfTest();
    const http = client.at({ baseUrl: server.origin });
    expect(await ending(http.send(asking("idempotent")))).toBe("200");
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await ending(http.send(asking("once")))).toBe("200");
    expect(await ending(http.send(asking("idempotent")))).toBe("200");
    expect(server.requests.length).toBe(3);
  });

  it("is shared by reads, and never used for what must not be sent twice", async () => {
    const server = await rawServer(answered(ok));
    const { client } = worldOfTest();
    const http = client.at({ baseUrl: server.origin });
    for (const retry of ["idempotent", "idempotent", "idempotent"] as const) await http.send(asking(retry));
    expect(server.connections()).toBe(1);
    for (const retry of ["once", "attempt", "renewal"] as const) await http.send(asking(retry));
    expect(server.connections()).toBe(4);
    expect(server.requests.map((text) => /connection: (.*)\r/.exec(text)?.[1])).toEqual([
      ...["keep-alive", "keep-alive", "keep-alive"],
      ...["close", "close", "close"],
    ]);
  });

  it("is never met again by a repeated read, which goes on a connection of its own", async () => {
    const server = await rawServer((socket, _text, number) => {
      if (number === 2) socket.resetAndDestroy();
      else socket.write(ok, "latin1");
    });
    const { client } = worldOfTest();
    const http = client.at({ baseUrl: server.origin });
    for (let i = 0; i < 2; i++) expect(await ending(http.send(asking("idempotent")))).toBe("200");
    expect(server.requests.map((text) => /connection: (.*)\r/.exec(text)?.[1])).toEqual([
      "keep-alive",
      "keep-alive",
      "close",
    ]);
  });
});
