import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { HttpResponse } from "../../../src/core/http.ts";
import { Secret } from "../../../src/core/secret.ts";
import { httpServer, rawServer } from "./servers.ts";
import { asking, ending, testWorld, worldOfTest } from "./world.ts";

async function answerTo(head: string, body: Buffer | string = ""): Promise<HttpResponse> {
  const bytes = Buffer.from(body);
  const server = await rawServer((socket) => {
    socket.write(`HTTP/1.1 ${head}\r\nContent-Length: ${bytes.length}\r\n\r\n`, "latin1");
    socket.write(bytes);
  });
  const { client } = worldOfTest();
  return client.at({ baseUrl: server.origin }).send(asking("idempotent"));
}

describe("an answer", () => {
  it("is handed on whole", async () => {
    const head = "201 Created\r\nContent-Type: Application/JSON; charset=utf-8\r\nX-Id: caf\u00e9\r\nX-Id: 2";
    const response = await answerTo(head, '{"é":1}');
    const { status, mediaType, text, cookies } = response;
    const [id, none] = [response.header("X-ID"), response.header("constructor")];
    expect({ status, mediaType, text, again: response.text, cookies, id, none }).toEqual({
      status: 201,
      mediaType: "application/json",
      text: '{"é":1}',
      again: '{"é":1}',
      cookies: [],
      id: "caf\u00e9, 2",
      none: null,
    });
  });

  it.each<[string, Buffer | string, string]>([
    ["200 OK\r\nContent-Encoding: gzip", gzipSync("plain"), "plain"],
    ["200 OK\r\nContent-Encoding: X-GZIP", gzipSync("plain"), "plain"],
    ["200 OK\r\nContent-Encoding: deflate, identity", deflateSync("plain"), "plain"],
    ["200 OK\r\nContent-Encoding: br", brotliCompressSync("plain"), "plain"],
    ["200 OK\r\nContent-Encoding: identity", "plain", "plain"],
    ["200 OK\r\nContent-Encoding: gzip", "", ""],
    ["200 OK", "\ufeff{}", "{}"],
    ["404 Not Found", Buffer.from([0x63, 0xe9]), "c\ufffd"],
  ])("%j is decoded", async (head, body, text) => {
    expect((await answerTo(head, body)).text).toBe(text);
  });

  it("that succeeds must be UTF-8", async () => {
    expect(await ending(answerTo("200 OK", Buffer.from([0x63, 0xe9])))).toBe("bad_answer");
  });

  it.each<[string, Partial<HttpResponse["cookies"][number]> | null]>([
    [
      "sid=a%20b=c; Path=/x; Domain=.Example.com; Secure; HttpOnly; Max-Age=60",
      {
        value: "a%20b=c",
        path: "/x",
        domain: "example.com",
        secure: true,
        maxAgeS: 60,
      },
    ],
    [
      "sid=1; Expires=Sun, 22 Nov 2026 10:00:00 GMT",
      { value: "1", expires: new Date("2026-11-22T10:00:00Z") },
    ],
    ["sid=1; Expires=never; Max-Age=soon", { value: "1" }],
    ["sid=", { value: "" }],
    ["nameless", null],
    ["sid=a\u0001b", null],
  ])("sets the cookie %j", async (line, expected) => {
    const none = { name: "sid", domain: null, path: null, expires: null, maxAgeS: null, secure: false };
    const head = `200 OK\r\nSet-Cookie: other=1\r\nSet-Cookie: ${line}`;
    const other = { ...none, name: "other", value: "1" };
    const cookies = await answerTo(head).then(
      (response) => response.cookies,
      () => [other],
    );
    expect(cookies).toEqual(expected === null ? [other] : [other, { ...none, ...expected }]);
  });
});

describe("a request as it arrives", () => {
  it("has its URL, its headers and its body, with secrets told there and nowhere else", async () => {
    const seen: unknown[] = [];
    const server = await httpServer((request, response) => {
      request.setEncoding("utf8").on("data", (body: string) => {
        const { authorization, host: _host, connection, ...headers } = request.headers;
        seen.push({ method: request.method, url: request.url, authorization, connection, headers, body });
        response.end("{}");
      });
    });
    const { client, lines } = worldOfTest();
    await client.at({ baseUrl: `${server.origin}/api/` }).send({
      method: "POST",
      path: ["users", "a b", "sessions"],
      query: { "page[number]": "1" },
      headers: { Authorization: new Secret("Bearer canary"), "X-Name": "n" },
      body: { password: new Secret('can"ary') },
      contentType: "application/vnd.api+json",
      retry: "once",
    });
    expect(seen).toEqual([
      {
        method: "POST",
        url: "/api/users/a%20b/sessions?page%5Bnumber%5D=1",
        authorization: "Bearer canary",
        connection: "close",
        headers: {
          accept: "application/json",
          "accept-encoding": "identity",
          "user-agent": "fob/0.0.0",
          "content-type": "application/vnd.api+json",
          "content-length": "23",
          "x-name": "n",
        },
        body: '{"password":"can\\"ary"}',
      },
    ]);
    expect(lines).toEqual([
      `-> POST ${server.origin}/api/users/a%20b/sessions?page%5Bnumber%5D=1 (attempt 1)`,
      "<- 200, 2 bytes, in 0 ms",
    ]);
  });

  it.each([
    ["ftp://127.0.0.1", "usage"],
    ["http://example.com", "insecure_url"],
    ["http://user:pass@127.0.0.1", "usage"],
  ])("never goes to %s", async (baseUrl, code) => {
    const sent = async () => testWorld().client.at({ baseUrl }).send(asking("idempotent"));
    expect(await ending(sent())).toBe(code);
  });
});
