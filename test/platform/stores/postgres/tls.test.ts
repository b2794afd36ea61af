import { writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, it, type TestContext } from "vitest";
import { FobError } from "../../../../src/core/errors.ts";
import { timed } from "../../../faults/support/timed.ts";
import { fakePostgres, tlsPostgres } from "../../../support/fake-postgres.ts";
import { describeNeeds } from "../../../support/needs.ts";
import { openShared } from "../../../support/postgres-world.ts";
import { type Authority, createAuthority, type KeyPair } from "../../http/certificates.ts";

const authority = createAuthority();
const foreign = createAuthority();
afterAll(() => {
  authority?.remove();
  foreign?.remove();
});

const password = "canary-of-the-database";
const limitMs = 500;

interface End {
  readonly code: string;
  readonly message: string;
}

async function readAt(
  url: string,
  { onTestFinished }: Pick<TestContext, "onTestFinished">,
  env = {},
): Promise<End> {
  const world = { limitMs, env: { FOB_STORE_KEY: "00".repeat(32), PGPASSWORD: password, ...env } };
  const shared = openShared({ url: () => url, password }, "", world);
  onTestFinished(() => shared.close());
  const { value, ms } = await timed(() => shared.store.read("amity-1").catch((thrown: unknown) => thrown));
  expect(value).toBeInstanceOf(FobError);
  expect(ms).toBeLessThan(limitMs + 2_500);
  const { code, message } = value as FobError;
  return { code, message };
}

function untrusted(place: string, why: string): End {
  return {
    code: "store_unavailable",
    message: `The database fob at ${place} fails: its TLS cannot be trusted (${why}).`,
  };
}

describeNeeds(authority === null ? "openssl does not work here" : null, "a database's certificate", () => {
  const { caFile, folder, issue, selfSigned } = authority as Authority;
  const nonsense = join(folder, "nonsense.pem");
  writeFileSync(nonsense, "no certificate\n");
  const trusting = (ca = caFile) => `sslmode=verify-full&sslrootcert=${encodeURIComponent(ca)}`;
  const loopback = ["IP:127.0.0.1", "DNS:localhost"];
  const good = issue(loopback, 1);

  describe("that is trusted and names the host: the password is sent, and only through it", () => {
    it.concurrent.for(["127.0.0.1", "localhost"])("%s", async (host, ends) => {
      const heard: string[] = [];
      const { port, seen } = await fakePostgres(tlsPostgres(good, heard), ends.onTestFinished);
      const end = await readAt(`postgres://runner@${host}:${port}/fob?${trusting()}`, ends);
      expect(end.message).toBe(`The database fob at ${host}:${port} fails: it refuses this login.`);
      expect(heard.at(-1)).toContain(password);
      expect(seen.text).not.toContain(password);
    });
  });

  describe("that is not: refused at once, and nothing is said to it", () => {
    const rows: readonly (readonly [what: string, pair: KeyPair, why: string, host?: string, ca?: string])[] =
      [
        [
          "of a foreign authority",
          (foreign as Authority).issue(loopback, 1),
          "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
        ],
        ["self-signed", selfSigned(loopback), "DEPTH_ZERO_SELF_SIGNED_CERT"],
        ["that has expired", issue(loopback, -1), "CERT_HAS_EXPIRED"],
        ["of another host", issue(["DNS:db.example.com"], 1), "ERR_TLS_CERT_ALTNAME_INVALID", "localhost"],
        ["of another address", issue(["IP:127.0.0.2"], 1), "ERR_TLS_CERT_ALTNAME_INVALID"],
        [
          "of the name where the address was asked",
          issue(["DNS:localhost"], 1),
          "ERR_TLS_CERT_ALTNAME_INVALID",
        ],
        ["good, but no authority is named", good, "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "127.0.0.1", ""],
        [
          "good, but the authority's file holds none",
          good,
          "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
          "127.0.0.1",
          nonsense,
        ],
      ];
    it.concurrent.for(rows)("%s", async ([, pair, why, host = "127.0.0.1", ca = caFile], ends) => {
      const heard: string[] = [];
      const { port, seen } = await fakePostgres(tlsPostgres(pair, heard), ends.onTestFinished);
      const query = ca === "" ? "sslmode=verify-full" : trusting(ca);
      const end = await readAt(`postgres://runner@${host}:${port}/fob?${query}`, ends);
      expect([end, heard, seen.connections]).toEqual([untrusted(`${host}:${port}`, why), [], 1]);
    });

    it("self-signed, while the environment switches checks off", async (ends) => {
      const heard: string[] = [];
      const { port } = await fakePostgres(tlsPostgres(selfSigned(loopback), heard), ends.onTestFinished);
      process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
      ends.onTestFinished(() => void delete process.env.NODE_TLS_REJECT_UNAUTHORIZED);
      const end = await readAt(`postgres://runner@127.0.0.1:${port}/fob?${trusting()}`, ends);
      expect([end, heard]).toEqual([untrusted(`127.0.0.1:${port}`, "DEPTH_ZERO_SELF_SIGNED_CERT"), []]);
    });
  });

  it.for([
    ["is not there", "/nowhere.pem"],
    ["has no end", "/dev/zero"],
  ] as const)("an authority's file that %s is named, 10", async ([, path], ends) => {
    const { port, seen } = await fakePostgres(() => {}, ends.onTestFinished);
    const end = await readAt(`postgres://runner@127.0.0.1:${port}/fob?${trusting(path)}`, ends);
    expect(end).toEqual({ code: "local_io", message: `The certificates in ${path} cannot be read.` });
    expect(seen.connections).toBe(0);
  });
});

describe("a database that has no TLS where it must", () => {
  const late = "it does not answer in time, or cut the connection";
  const rows: readonly (readonly [what: string, answer: (socket: Socket) => void, reason: string])[] = [
    ["says so", (socket) => socket.write("N"), "its TLS cannot be trusted (it has none)"],
    ["answers with an error", (socket) => socket.end("E"), "its TLS cannot be trusted (it has none)"],
    [
      "answers more than it may",
      (socket) => socket.write("SR\0\0\0\u0008\0\0\0\0"),
      "its TLS cannot be trusted (it has none)",
    ],
    ["agrees and is silent", (socket) => socket.write("S"), late],
    ["agrees and closes", (socket) => socket.end("S"), "it does not answer (ECONNRESET)"],
  ];
  /** Of no loopback address, and reached over it all the same. */
  const host = "0.0.0.0";
  it.concurrent.for(rows)(
    "%s: 9 in bounded time, and it hears neither name nor password",
    async ([, answer, reason], ends) => {
      const { port, seen } = await fakePostgres(
        (socket) => void socket.once("data", () => answer(socket)),
        ends.onTestFinished,
      );
      const end = await readAt(`postgres://runner@${host}:${port}/fob`, ends);
      const message = `The database fob at ${host}:${port} fails: ${reason}.`;
      expect(end).toEqual({ code: "store_unavailable", message });
      expect(seen.text).not.toContain("runner");
      expect(seen.text).not.toContain(password);
    },
  );

  it.each(["disable", "allow", "prefer", "require", "verify-ca"])(
    "and PGSSLMODE=%s asks for less: 13, nothing is tried",
    async (mode) => {
      const ends = { onTestFinished: () => {} };
      const { port, seen } = await fakePostgres(() => {});
      const end = await readAt(`postgres://runner@${host}:${port}/fob`, ends, { PGSSLMODE: mode });
      expect(end).toEqual({
        code: "insecure_url",
        message: `sslmode=${mode} would trust any server in between.`,
      });
      expect(seen.connections).toBe(0);
    },
  );
});
