import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { join } from "node:path";
import { brotliCompressSync, constants, deflateSync, gzipSync } from "node:zlib";
import { afterAll, describe, expect } from "vitest";
import { createAuthority } from "../platform/http/certificates.ts";
import { httpServer, listening } from "../platform/http/servers.ts";
import { runChild } from "../support/child.ts";
import { inBlackHole, noBlackHole, swallowed } from "./support/black-hole.ts";
import { fault } from "./support/fault.ts";
import { forwardTo } from "./support/forward.ts";
import { createPlace, createWorld, type Place } from "./support/world.ts";

const authority = createAuthority();
afterAll(() => authority?.remove());
const noOpenssl = authority === null ? "openssl does not work here" : null;

const logins = {
  productive: ["--username", "ada@sandbox.example", "--password-stdin"],
  pixwel: ["--username", "ada@sandbox.example", "--password-stdin"],
  amity: ["--username", "ada", "--secret", "apiKey=-"],
  babel: ["--username", "ada", "--password-stdin"],
} as const;

const secret = "a-password-of-this-test";

function logIn(place: Place, provider: keyof typeof logins, baseUrl: string, more: readonly string[] = []) {
  return place.fob(["login", provider, "--base-url", baseUrl, ...logins[provider], ...more, "--json"], {
    stdin: secret,
  });
}

describe("a redirect of a login", () => {
  const statuses = [301, 302, 303, 307, 308];
  for (const provider of Object.keys(logins) as (keyof typeof logins)[]) {
    fault(
      `${provider}: 301, 302, 303, 307 and 308, each to two of six places`,
      "no one there sees a byte, nothing stored, exit 13",
      async () => {
        const foreign = await httpServer((_request, response) => void response.end("{}"));
        let [location, status, asked] = ["", 0, 0];
        const server = await httpServer((_request, response) => {
          asked++;
          response.writeHead(status, { location }).end();
        });
        const port = foreign.port;
        const places = [
          `http://127.0.0.1:${port}/x`,
          `http://localhost:${port}/x`,
          `https://127.0.0.1:${port}/x`,
          `http://me:word@127.0.0.1:${port}/x`,
          `//127.0.0.1:${port}/x`,
          `${server.origin}/elsewhere`,
        ];
        let tried = 0;
        const place = createPlace();
        for (const one of statuses) {
          status = one;
          // Each kind of redirect, and in turn each place.
          for (const target of [places[tried % 6], places[(tried + 3) % 6]]) {
            location = target ?? "";
            const { status: exit, stdout, stderr } = await logIn(place, provider, server.origin);
            expect([exit, stdout, JSON.parse(stderr).error.code]).toEqual([13, "", "redirect_refused"]);
            expect(asked).toBe(++tried);
          }
        }
        expect([foreign.connections(), Object.keys(place.files())]).toEqual([0, []]);
        return tried;
      },
    );
  }
});

describe("an answer made to fill the memory", () => {
  const size = 400 * 1024 * 1024;
  const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
  const endless = (response: ServerResponse) => {
    const chunk = Buffer.alloc(65_536, 0x20);
    const more = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on("drain", more);
    more();
  };
  const packed = (encoding: string, make: () => Buffer) => {
    let bomb: Buffer | null = null;
    return (response: ServerResponse) => {
      bomb ??= make();
      response.writeHead(200, { "content-encoding": encoding, "content-type": "application/json" }).end(bomb);
    };
  };
  const bombs: readonly [string, (response: ServerResponse) => void][] = [
    ["400 MiB in gzip", packed("gzip", () => gzipSync(Buffer.alloc(size), { level: 1 }))],
    ["400 MiB in brotli", packed("br", () => brotliCompressSync(Buffer.alloc(size), quick))],
    ["400 MiB in deflate", packed("deflate", () => deflateSync(Buffer.alloc(size), { level: 1 }))],
    ["a body without end", endless],
    [
      "a header of 1 MiB",
      (response) => response.writeHead(200, { "x-much": "x".repeat(1024 * 1024) }).end("{}"),
    ],
  ];
  for (const [what, answer] of bombs) {
    fault(what, "at most 150 MiB of memory, exit 7", async () => {
      const place = createPlace();
      const server = await httpServer((_request, response) => answer(response));
      const peak = join(place.home, "peak.cjs");
      writeFileSync(
        peak,
        "process.on('exit', () => require('fs').writeFileSync(process.env.PEAK, String(process.resourceUsage().maxRSS)));",
      );
      const env = {
        FOB_TOKEN: secret,
        FOB_PROVIDER: "productive",
        FOB_BASE_URL: server.origin,
        NODE_OPTIONS: `--require=${peak}`,
        PEAK: join(place.home, "peak"),
      };
      const { status } = await place.fob(["sessions", "list", "--json"], { env });
      expect([status, Number(readFileSync(env.PEAK, "utf8")) / 1024 < 150]).toEqual([7, true]);
    });
  }
});

describe("a server's certificate", () => {
  const weak = {
    NODE_TLS_REJECT_UNAUTHORIZED: "0",
    NODE_OPTIONS: "--tls-min-v1.0 --tls-cipher-list=DEFAULT@SECLEVEL=0 --no-warnings",
  };

  fault(
    "self-signed, while the environment switches checks off",
    "refused, nothing sent, exit 6",
    async () => {
      let asked = 0;
      const answer = createTlsServer({ ...authority?.selfSigned(["IP:127.0.0.1"]) }, (_request, response) => {
        asked++;
        response.end("{}");
      });
      const server = await listening(answer, "https");
      const place = createPlace(weak);
      const { status, stdout, stderr } = await logIn(place, "babel", server.origin);
      expect([status, stdout, asked]).toEqual([6, "", 0]);
      expect(stderr).toContain("NODE_TLS_REJECT_UNAUTHORIZED is ignored");
    },
    { missing: noOpenssl },
  );

  fault(
    "of an authority of one's own, with --set caFile",
    "the login works and goes on working, exit 0",
    async () => {
      const world = await createWorld();
      const tls = authority?.issue(["IP:127.0.0.1"], 2) ?? null;
      const front = await forwardTo(world.sandbox.url("babel"), () => false, tls);
      const { args, stdin } = world.loginArgs("babel");
      const moved = args.map((arg) => (arg === world.sandbox.url("babel") ? front.origin : arg));
      expect(await world.fob(moved, { stdin })).toMatchObject({ status: 6 });
      expect(world.sandbox.requests()).toEqual([]);
      expect(await world.fob([...moved, "--set", `caFile=${authority?.caFile}`], { stdin })).toMatchObject({
        status: 0,
      });
      expect(await world.fob(["whoami", "-p", "babel"])).toMatchObject({ status: 0 });
      return 3;
    },
    { missing: noOpenssl },
  );

  fault(
    "expired, and of another name",
    "refused, exit 6",
    async () => {
      const place = createPlace();
      const pairs = [authority?.issue(["IP:127.0.0.1"], -1), authority?.issue(["DNS:elsewhere.example"], 2)];
      for (const pair of pairs) {
        const server = await listening(createTlsServer({ ...pair }), "https");
        const { status } = await logIn(place, "babel", server.origin, [
          "--set",
          `caFile=${authority?.caFile}`,
        ]);
        expect(status).toBe(6);
      }
      return 2;
    },
    { missing: noOpenssl },
  );
});

describe("a server that keeps fob waiting", () => {
  fault("it accepts and never answers", "ends with the command's time, exit 6", async () => {
    const place = createPlace();
    const server = createServer(() => {});
    const { origin } = await listening(server, "http");
    const env = { FOB_TOKEN: secret, FOB_PROVIDER: "productive", FOB_BASE_URL: origin };
    const startedAt = performance.now();
    const { status } = await place.fob(["whoami", "--timeout", "2s"], { env });
    expect([status, performance.now() - startedAt < 10_000]).toEqual([6, true]);
  });

  const holes = {
    "its address swallows everything": swallowed,
    "its name server never answers": "a.example",
  };
  for (const [what, host] of Object.entries(holes)) {
    fault(
      what,
      "ends with the command's time, exit 6",
      async () => {
        const place = createPlace();
        const env = { FOB_TOKEN: secret, FOB_PROVIDER: "productive", FOB_BASE_URL: `https://${host}` };
        const resolver = join(place.home, "resolv.conf");
        writeFileSync(resolver, `nameserver ${swallowed}\n`);
        const call = inBlackHole(resolver, place.command(["whoami", "--timeout", "2s"]));
        const startedAt = performance.now();
        expect((await runChild(call, { ...place.env, ...env })).code).toBe(6);
        expect(performance.now() - startedAt).toBeLessThan(8_000);
      },
      { missing: noBlackHole },
    );
  }
});
