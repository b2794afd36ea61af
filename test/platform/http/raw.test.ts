import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { RawRequest, RawResponse } from "../../../src/core/http.ts";
import { Secret } from "../../../src/core/secret.ts";
import { httpServer, rawServer } from "./servers.ts";
import { ending, type WorldOptions, worldOfTest } from "./world.ts";

const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

function raw(more: Partial<RawRequest> = {}): RawRequest {
  return {
    method: "GET",
    path: ["a b", "c"],
    query: [],
    headers: {},
    body: null,
    retry: "idempotent",
    ...more,
  };
}

function at(origin: string, options?: WorldOptions) {
  return worldOfTest(options).client.rawAt({ baseUrl: `${origin}/base` });
}

/** What a server that answers this byte by byte is read as. */
async function read(answer: string | Buffer, more: Partial<RawRequest> = {}): Promise<RawResponse> {
  const server = await rawServer((socket) => void socket.end(answer));
  return at(server.origin).send(raw(more));
}

describe("a request of the user's own, on the wire", () => {
  it("is what was asked, and nothing else", async () => {
    const server = await rawServer((socket) => void socket.write("HTTP/1.1 204 No Content\r\n\r\n"));
    const http = at(server.origin);
    await http.send(
      raw({
        query: [
          ["f[id]", "1"],
          ["f[id]", "a b&c"],
        ],
      }),
    );
    await http.send(
      raw({
        method: "PATCH",
        headers: { "X-Auth-Token": new Secret("s"), "content-type": "text/csv" },
        body: everyByte,
        retry: "unsafe",
      }),
    );
    await http.send(raw({ method: "DELETE", retry: "unsafe", path: [] }));
    const head = (line: string, ...more: readonly string[]) =>
      [
        `${line} HTTP/1.1`,
        `host: ${server.origin.slice(7)}`,
        ...more.slice(0, 1),
        "accept: application/json",
        "accept-encoding: identity",
        "user-agent: fob/0.0.0",
        ...more.slice(1),
        "\r\n",
      ].join("\r\n");
    expect(server.requests.map((text) => text.toLowerCase())).toEqual(
      [
        head("GET /base/a%20b/c?f%5Bid%5D=1&f%5Bid%5D=a+b%26c", "connection: keep-alive").replace(
          /\r\n\r\n\r\n$/,
          "\r\n\r\n",
        ),
        `${head("PATCH /base/a%20b/c", "connection: close", "x-auth-token: s", "content-type: text/csv", "content-length: 256").replace(/\r\n\r\n\r\n$/, "\r\n\r\n")}${everyByte.toString("latin1")}`,
        head("DELETE /base", "connection: close").replace(/\r\n\r\n\r\n$/, "\r\n\r\n"),
      ].map((text) => text.toLowerCase()),
    );
  });
});

describe("an answer that is handed on", () => {
  it("is whole: status, words, headers in order, bytes", async () => {
    const head = "HTTP/1.1 201 Made It\r\nX-One: 1\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n";
    const type = "Content-Type: Image/PNG; x=y\r\n";
    const answer = await read(
      Buffer.concat([Buffer.from(`${head}${type}Content-Length: 256\r\n\r\n`), everyByte]),
    );
    expect({ ...answer, body: Buffer.from(answer.body) }).toEqual({
      status: 201,
      reason: "Made It",
      headers: [
        ["x-one", "1"],
        ["set-cookie", "a=1"],
        ["set-cookie", "b=2"],
        ["content-type", "Image/PNG; x=y"],
        ["content-length", "256"],
      ],
      mediaType: "image/png",
      body: everyByte,
      problem: null,
    });
  });

  it.each([
    ["a redirect", 302, "Location: https://elsewhere.example/x\r\n", "redirect_refused"],
    ["an answer to a condition", 304, "", null],
    ["a client's error", 404, "", null],
    ["too many requests", 429, "Retry-After: 999\r\n", "rate_limited"],
    ["a server's error", 503, "", null],
  ])("comes with its body and what it means: %s", async (_, status, headers, code) => {
    const body = status === 304 ? "" : "why";
    const answer = await read(
      `HTTP/1.1 ${status} X\r\n${headers}Content-Length: 3\r\nConnection: close\r\n\r\n${body}`,
      { retry: "unsafe", method: "POST" },
    );
    expect([answer.status, Buffer.from(answer.body).toString(), answer.problem?.code ?? null]).toEqual([
      status,
      body,
      code,
    ]);
  });

  it("to HEAD has no body, whatever length it names", async () => {
    const answer = await read("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", { method: "HEAD" });
    expect([answer.status, answer.body.length]).toEqual([200, 0]);
  });

  it("is unpacked", async () => {
    const packed = gzipSync(everyByte);
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n`;
    const answer = await read(Buffer.concat([Buffer.from(head), packed]));
    expect(Buffer.from(answer.body)).toEqual(everyByte);
  });

  it("may be 64 MiB and not a byte more", async () => {
    const most = 64 * 1024 * 1024;
    const part = Buffer.alloc(1024 * 1024, "x");
    const server = await httpServer(async (request, response) => {
      for (let sent = 0; sent < most; sent += part.length)
        if (!response.write(part)) await new Promise((drained) => response.once("drain", drained));
      response.end(request.url === "/base/more" ? "x" : "");
    });
    const http = at(server.origin);
    const { body } = await http.send(raw({ path: ["all"] }));
    expect(createHash("sha256").update(body).digest("hex")).toBe(
      createHash("sha256").update(Buffer.alloc(most, "x")).digest("hex"),
    );
    await expect(http.send(raw({ path: ["more"] }))).rejects.toMatchObject({
      code: "bad_answer",
      message: `${server.origin} sent more than 65536 KiB in one answer; fob reads no further.`,
    });
  }, 30_000);
});

describe("a request that meets trouble", () => {
  it.each([
    ["GET", "idempotent", "HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n", "503 x5"],
    ["POST", "unsafe", "HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n", "503 x1"],
    ["GET", "idempotent", "HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\nhalf", "network x5"],
    ["POST", "unsafe", "HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\nhalf", "outcome_unknown x1"],
    ["POST", "unsafe", "HTTP/1.1 429 X\r\nContent-Length: 0\r\n\r\n", "429 x5"],
  ] as const)("%s, %s: %j ends as %s", async (method, retry, answer, end) => {
    const server = await rawServer((socket) => void socket.end(answer));
    const ended = await ending(at(server.origin).send(raw({ method, retry })));
    expect(`${ended} x${server.requests.length}`).toBe(end);
  });
});
