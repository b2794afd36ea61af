import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import type { RetryPolicy } from "../../../src/core/http.ts";
import { rawServer } from "./servers.ts";
import { asking, ending, worldOfTest } from "./world.ts";

const seed = 1;
/** `npm run faults` asks for many more properties, and for as much more of this. */
const requests = process.env.FOB_PROPERTY_RUNS ? 10_000 : 250;
const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

/** Each says whether the request took effect before it went wrong. */
const faults: readonly [effect: boolean, answer: (socket: Socket) => void][] = [
  [false, (socket) => void socket.write("HTTP/1.1 429 Wait\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n")],
  [false, (socket) => void socket.write("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")],
  [true, (socket) => void socket.write("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")],
  [true, (socket) => void socket.resetAndDestroy()],
  [false, (socket) => void socket.destroy()],
  [true, (socket) => void socket.end("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")],
  [true, (socket) => void socket.end(`${ok}surplus`)],
];

/** mulberry32, a small generator of reproducible numbers. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A server that goes wrong at a fifth of its requests. */
async function run(retry: RetryPolicy) {
  const random = randomFrom(seed);
  const effects = new Map<string, number>();
  const server = await rawServer((socket, request) => {
    const id = /^\S+ \/(\d+)/.exec(request)?.[1] ?? "";
    const fault = random() < 0.2 ? faults[Math.floor(random() * faults.length)] : undefined;
    const [effect, answer] = fault ?? [true, (to: Socket) => void to.write(ok)];
    if (effect) effects.set(id, (effects.get(id) ?? 0) + 1);
    answer(socket);
  });
  const { client } = worldOfTest({ totalMs: Number.POSITIVE_INFINITY });
  const http = client.at({ baseUrl: server.origin });
  const ends: Record<string, number> = {};
  const lies: string[] = [];
  for (let id = 0; id < requests; id++) {
    const end = await ending(http.send(asking(retry, { path: [String(id)] })));
    ends[end] = (ends[end] ?? 0) + 1;
    if (end === "200" && !effects.has(String(id))) lies.push(`${id} told as done`);
  }
  return { ends, lies, most: Math.max(...effects.values()), sent: server.requests.length };
}

describe("a server that fails at random", () => {
  it("is read all the same, and asked little more often than in health", async () => {
    const { ends, lies, sent } = await run("idempotent");
    expect(lies).toEqual([]);
    // Five tries in a row go wrong once in 3,000.
    expect(ends["200"]).toBeGreaterThanOrEqual(0.999 * requests);
    expect(sent).toBeLessThanOrEqual(1.5 * requests);
  }, 120_000);

  it.each<[RetryPolicy, number]>([
    ["once", 1],
    ["attempt", 1],
    ["renewal", 2],
  ])(
    "does what %s asks at most %i times, and never hides that it may have",
    async (retry, most) => {
      const result = await run(retry);
      expect(result.most).toBeLessThanOrEqual(most);
      expect(result.lies).toEqual([]);
      const known = ["200", "outcome_unknown", ...(retry === "attempt" ? ["rate_limited"] : [])];
      expect(Object.keys(result.ends).sort()).toEqual(known.sort());
    },
    120_000,
  );
});

it("stops repeating once it asks half as often again", async () => {
  const server = await rawServer(
    (socket) => void socket.write("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"),
  );
  const { client } = worldOfTest({ totalMs: Number.POSITIVE_INFINITY });
  const http = client.at({ baseUrl: server.origin });
  for (let i = 0; i < 100; i++) expect(await ending(http.send(asking("idempotent")))).toBe("503");
  expect(server.requests.length).toBe(170);
});
