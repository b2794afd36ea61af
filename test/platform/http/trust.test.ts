import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { afterAll, expect, it } from "vitest";
import { trustIn } from "../../../src/platform/http/trust.ts";
import { createAuthority } from "./certificates.ts";

const authority = createAuthority();
afterAll(() => authority?.remove());

it("says outright what Node would let the environment change", async () => {
  expect(await trustIn(undefined, undefined)).toEqual({ rejectUnauthorized: true, minVersion: "TLSv1.2" });
});

it.skipIf(authority === null)(
  "adds caFile to the usual authorities, and takes none of them away",
  async () => {
    const caFile = authority?.caFile ?? "";
    const own = readFileSync(caFile, "utf8").trim();
    const { ca } = await trustIn(caFile, "/nonexistent");
    expect(ca).toEqual([...rootCertificates, own]);
    expect((await trustIn(caFile, caFile)).ca).toEqual([...rootCertificates, `${own}\n`, own]);
  },
);
