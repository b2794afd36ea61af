import { describe, expect, it } from "vitest";
import type { FobError } from "../../../src/core/errors.ts";
import { rawServer } from "./servers.ts";
import { asking, ending, worldOfTest } from "./world.ts";

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
      const world = worldOfTest();
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

  it.each<readonly [string, number | undefined, readonly number[]]>([
    ["", undefined, [100]],
    ["", 5000, [5100]],
    ["Retry-After: 1\r\n", 5000, [1100]],
    ["Retry-After: 7\r\n", 5000, [7100]],
  ])("%j, where the API asks for a pause of %s ms", async (header, pauseMs, slept) => {
    const server = await limited(header);
    const world = worldOfTest();
    const site = { baseUrl: server.origin, ...(pauseMs === undefined ? {} : { pauseMs }) };
    await world.client.at(site).send(asking("idempotent"));
    expect(world.slept).toEqual(slept);
  });

  it("alone is waited for so long, and no other setback", async () => {
    const server = await rawServer((socket, _request, number) => {
      const busy = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
      socket.write(number === 1 ? busy : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    });
    const world = worldOfTest();
    await world.client.at({ baseUrl: server.origin, pauseMs: 5000 }).send(asking("idempotent"));
    expect(world.slept).toEqual([100]);
  });

  it.each([
    ["idempotent", "Try again in 2 h, or allow that much with --timeout."],
    ["once", "Try again in 2 h, or allow that much with --timeout."],
    ["attempt", "Try again in 2 h."],
  ] as const)("says when to come back, and to wait where that helps: %s", async (policy, hint) => {
    const server = await limited("Retry-After: 7200\r\n");
    const sent = worldOfTest().client.at({ baseUrl: server.origin }).send(asking(policy));
    await expect(sent).rejects.toMatchObject({
      code: "rate_limited",
      message: `${server.origin} answered 429: too many requests.`,
      details: {
        hint,
        retryable: true,
        retryAfterS: 7200,
      },
    });
  });

  it("holds for 503 too, where the last answer is handed on rather than waited for", async () => {
    const server = await rawServer((socket) => {
      socket.write("HTTP/1.1 503 Busy\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n");
    });
    const world = worldOfTest();
    expect(await ending(world.client.at({ baseUrl: server.origin }).send(asking("idempotent")))).toBe("503");
    expect({ slept: world.slept, asked: server.requests.length }).toEqual({ slept: [], asked: 1 });
  });
});
