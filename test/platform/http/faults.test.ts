import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import type { RetryPolicy } from "../../../src/core/http.ts";
import { rawServer, tcpServer } from "./servers.ts";
import { asking, ending, worldOfTest } from "./world.ts";

const policies: readonly RetryPolicy[] = ["idempotent", "once", "attempt", "renewal", "unsafe"];
const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
const answered = (text: string) => (socket: Socket) => void socket.write(text, "latin1");
const status = (code: number, headers = "") =>
  answered(`HTTP/1.1 ${code} \u001b[2J\r\n${headers}Content-Length: 0\r\n\r\n`);
const thenClosed = (text: string) => (socket: Socket) => void socket.end(text, "latin1");
const thenReset = (text: string) => (socket: Socket) => {
  socket.write(text, "latin1", () => setImmediate(() => socket.resetAndDestroy()));
};

/** What happens when every answer is this fault: the ending, and how often the request arrived. */
const always: Readonly<Record<string, [(socket: Socket) => void, Record<RetryPolicy, string>]>> = {
  "500": [status(500), answers("500")],
  "501": [status(501), answers("501")],
  "503": [status(503), answers("503")],
  "reset before an answer": [(socket) => socket.resetAndDestroy(), doubtful("network x5")],
  "closed before an answer": [(socket) => socket.end(), doubtful("network x5")],
  "reset amid the headers": [thenReset("HTTP/1.1 200 OK\r\nContent-"), doubtful("network x5")],
  "closed amid the headers": [thenClosed("HTTP/1.1 200 OK\r\nContent-"), doubtful("network x5")],
  "half a body": [thenClosed('HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"a":'), doubtful("network x5")],
  "half a body, then a reset": [
    thenReset('HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"a":'),
    doubtful("network x5"),
  ],
  "half a body, then closed as announced": [
    thenClosed('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 20\r\n\r\n{"a":'),
    doubtful("bad_answer x5"),
  ],
  "a chunked body that breaks off": [
    thenClosed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}"),
    doubtful("network x5"),
  ],
  "chunks that are garbage": [
    answered("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
    doubtful("bad_answer x5"),
  ],
  "no HTTP at all": [answered("220 mail.example.com ESMTP\r\n"), doubtful("bad_answer x5")],
  "two lengths": [
    answered("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
    doubtful("bad_answer x5"),
  ],
  "an unasked upgrade": [
    answered("HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"),
    doubtful("network x5"),
  ],
  "429": [status(429), { ...all("rate_limited x5"), attempt: "rate_limited x1" }],
  "401": [status(401), all("401 x1")],
  "404": [status(404), all("404 x1")],
  "409 with a Retry-After": [status(409, "Retry-After: 1\r\n"), all("409 x1")],
  "a body that is too large": [
    answered(`HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n${"x".repeat(2000)}`),
    all("bad_answer x1"),
  ],
  "headers that are too large": [
    answered(`HTTP/1.1 200 OK\r\nX: ${"x".repeat(17_000)}\r\nContent-Length: 0\r\n\r\n`),
    all("bad_answer x1"),
  ],
};

describe.each(Object.entries(always))("a server that always gives %s", (_name, [answer, expected]) => {
  it.each(policies)("%s", async (retry) => {
    const server = await rawServer(answer);
    const { client } = worldOfTest();
    const end = await ending(client.at({ baseUrl: server.origin }).send(asking(retry, { maxBytes: 1000 })));
    expect(`${end} x${server.requests.length}`).toBe(expected[retry]);
  });
});

/** A fault at first, then a good answer. */
describe.each<[string, (socket: Socket) => void, Record<RetryPolicy, string>]>([
  ["500", status(500), answers("500", "200 x2", "200 x2")],
  ["429", status(429, "Retry-After: 1\r\n"), { ...all("200 x2"), attempt: "rate_limited x1" }],
  ["reset", (socket) => socket.resetAndDestroy(), doubtful("200 x2", "200 x2")],
  ["half a body", thenClosed("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"), doubtful("200 x2", "200 x2")],
])("a server that gives %s, then an answer", (_name, fault, expected) => {
  it.each(policies)("%s", async (retry) => {
    const server = await rawServer((socket, _text, number) =>
      number === 1 ? fault(socket) : answered(ok)(socket),
    );
    const { client } = worldOfTest();
    const end = await ending(client.at({ baseUrl: server.origin }).send(asking(retry)));
    expect(`${end} x${server.requests.length}`).toBe(expected[retry]);
  });
});

describe("an outcome that is unknown", () => {
  it.each<[string, RetryPolicy, (socket: Socket) => void, RegExp]>([
    [
      "a reset",
      "once",
      (socket) => socket.resetAndDestroy(),
      /closed the connection before its answer was complete/,
    ],
    ["500", "once", status(500), /answered 500/],
    ["nonsense", "attempt", answered("nonsense\r\n"), /broke off its answer, or it is not valid HTTP/],
  ])("tells what happened and what to do: %s", async (_name, retry, answer, message) => {
    const server = await rawServer(answer);
    const { client } = worldOfTest();
    await expect(client.at({ baseUrl: server.origin }).send(asking(retry))).rejects.toMatchObject({
      code: "outcome_unknown",
      exit: 12,
      message: expect.stringMatching(
        new RegExp(
          `^${server.origin} .*${message.source}\\. The request may or may not have taken effect\\.$`,
        ),
      ),
      details: {},
    });
  });

  it("stays unknown when the second try of a renewal finds nobody", async () => {
    const server = await tcpServer((socket) => {
      socket.once("data", () => {
        socket.resetAndDestroy();
        void server.stop();
      });
    });
    const { client } = worldOfTest();
    expect(await ending(client.at({ baseUrl: server.origin }).send(asking("renewal")))).toBe(
      "outcome_unknown",
    );
  });
});

function all(end: string): Record<RetryPolicy, string> {
  return { idempotent: end, once: end, attempt: end, renewal: end, unsafe: end };
}

/** What may have taken effect: a login is left at one try, a renewal at two. */
function doubtful(idempotent: string, renewal = "outcome_unknown x2"): Record<RetryPolicy, string> {
  return {
    idempotent,
    once: "outcome_unknown x1",
    attempt: "outcome_unknown x1",
    renewal,
    unsafe: "outcome_unknown x1",
  };
}

/** A failure that whoever asked for himself is told as it is. */
function answers(code: string, idempotent = `${code} x5`, renewal?: string): Record<RetryPolicy, string> {
  return { ...doubtful(idempotent, renewal), unsafe: `${code} x1` };
}
