import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { buildConnector, Client } from "undici";
import DeepConnector from "undici/lib/core/connect.js";
import DeepClient from "undici/lib/dispatcher/client.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuthority } from "./certificates.ts";
import { httpServer, listening, tcpServer } from "./servers.ts";

const folder = mkdtempSync(join(tmpdir(), "fob-http-"));
const authority = createAuthority();
afterAll(() => {
  authority?.remove();
  rmSync(folder, { recursive: true, force: true });
});

beforeAll(async () => {
  // As the program itself is built: CommonJS chunks, the engine loaded at the first request.
  const bundle = await rolldown({
    input: new URL("./child.ts", import.meta.url).pathname,
    platform: "node",
    logLevel: "warn",
  });
  await bundle.write({
    dir: folder,
    format: "cjs",
    entryFileNames: "child.cjs",
    chunkFileNames: "[name].cjs",
  });
  await bundle.close();
});

async function run(args: readonly string[], env: Record<string, string> = {}, flags: readonly string[] = []) {
  const child = spawn(process.execPath, [...flags, join(folder, "child.cjs"), ...args], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  let saidAt = 0;
  child.stdout.on("data", (chunk) => {
    saidAt = performance.now();
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, "close");
  const last = stdout.trim().split("\n").at(-1) ?? "";
  const { end, maxRssMiB }: { end: string; maxRssMiB: number } = JSON.parse(last);
  return { code, end, maxRssMiB, stdout, stderr, lingeredMs: performance.now() - saidAt };
}

it("loads the very parts that undici's entry exports", () => {
  expect([DeepClient, DeepConnector]).toEqual([Client, buildConnector]);
});

describe("a process that has sent its requests", () => {
  it("ends, though the server keeps the connection", async () => {
    const server = await httpServer((_request, response) => void response.end("{}"));
    const { code, end, stderr, lingeredMs } = await run([server.origin, "", "3"]);
    expect({ code, end, stderr }).toEqual({ code: 0, end: "200", stderr: "" });
    expect(lingeredMs).toBeLessThan(2000);
  });

  it("ends, though a connection is still coming about when its time is over", async () => {
    const server = await tcpServer(() => {});
    const { code, end, lingeredMs } = await run([`https://127.0.0.1:${server.port}`, "", "1", "1000"]);
    expect({ code, end }).toEqual({ code: 0, end: expect.stringMatching(/^timeout: /) });
    // The time limit of a connection is 5 s.
    expect(lingeredMs).toBeLessThan(2000);
  });

  it.skipIf(!process.version.startsWith("v20."))(
    `has not made V8 optimise the parser (Node 20; this is ${process.version})`,
    async () => {
      const server = await httpServer((_request, response) => void response.end("{}"));
      const { end, stdout } = await run([server.origin, "", "50"], {}, ["--trace-wasm-compilation-times"]);
      expect({ end, optimised: stdout.includes("TurboFan") }).toEqual({ end: "200", optimised: false });
    },
  );
});

describe("the memory of a process", () => {
  const bomb = gzipSync(Buffer.alloc(400 * 1024 * 1024));
  const forEver = (size: number) => (response: ServerResponse) => {
    const chunk = Buffer.alloc(size, 0x20);
    const more = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on("drain", more);
    more();
  };

  it.each<[string, (response: ServerResponse) => void]>([
    [
      "a gzip bomb of 400 MiB",
      (response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb),
    ],
    ["an endless body", forEver(65_536)],
    ["an endless body in chunks of ten bytes", forEver(10)],
  ])("stays below 150 MiB against %s", async (_name, answer) => {
    const server = await httpServer((_request, response) => answer(response));
    const { end, maxRssMiB } = await run([server.origin]);
    expect(end).toBe(
      `bad_answer: ${server.origin} sent more than 1024 KiB in one answer; fob reads no further.`,
    );
    expect(maxRssMiB).toBeLessThan(150);
  });
});

describe.skipIf(authority === null)("TLS, in a process whose environment would weaken it", () => {
  const weak = {
    NODE_TLS_REJECT_UNAUTHORIZED: "0",
    NODE_OPTIONS: "--tls-min-v1.0 --tls-cipher-list=DEFAULT@SECLEVEL=0",
  };
  const names = ["IP:127.0.0.1"];

  it("still refuses an unknown certificate, and says that the variable is ignored", async () => {
    const pair = authority?.selfSigned(names);
    const server = await listening(createServer({ ...pair }), "https");
    const { end } = await run([server.origin], weak);
    expect(end).toBe(
      `tls: ${server.origin} is not trusted: its certificate is self-signed. NODE_TLS_REJECT_UNAUTHORIZED is ignored.`,
    );
  });

  it("still refuses TLS 1.1", async () => {
    const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    const server = await listening(createServer({ ...authority?.issue(names, 2), ...old }), "https");
    const { end } = await run([server.origin, authority?.caFile ?? ""], weak);
    expect(end).toBe(`tls: No TLS 1.2 or newer connection to ${server.origin} came about.`);
  });

  it("trusts the authorities of NODE_EXTRA_CA_CERTS, with and without caFile", async () => {
    const server = await listening(
      createServer({ ...authority?.issue(names, 2) }, (_request, response) => void response.end("{}")),
      "https",
    );
    const env = { NODE_EXTRA_CA_CERTS: authority?.caFile ?? "" };
    expect((await run([server.origin], env)).end).toBe("200");
    expect((await run([server.origin, authority?.caFile ?? ""], env)).end).toBe("200");
  });
});
