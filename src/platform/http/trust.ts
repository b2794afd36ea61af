import { X509Certificate } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { rootCertificates } from "node:tls";
import { FobError } from "../../core/errors.ts";
import { visible } from "../../core/visible.ts";

export interface Trust {
  readonly rejectUnauthorized: true;
  readonly minVersion: "TLSv1.2";
  readonly ca?: string[];
}

const largestFile = 4 * 1024 * 1024;

/**
 * TLS settings, said outright so that NODE_TLS_REJECT_UNAUTHORIZED and --tls-min-v1.0 change nothing. Naming any
 * authority to Node drops its own ones and those of NODE_EXTRA_CA_CERTS, so both are named along with `caFile`.
 */
export async function trustIn(caFile: string | undefined, extraFile: string | undefined): Promise<Trust> {
  const strict = { rejectUnauthorized: true, minVersion: "TLSv1.2" } as const;
  if (caFile === undefined) return strict;
  const own = await readCertificates(caFile);
  // Node has warned of a file that it could not read, and goes on without.
  const extra = extraFile ? await readFile(extraFile, "utf8").catch(() => "") : "";
  return { ...strict, ca: [...rootCertificates, ...(extra === "" ? [] : [extra]), own] };
}

async function readCertificates(path: string): Promise<string> {
  const pem = await read(path);
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0 || !blocks.every(isCertificate)) {
    throw new FobError("usage", `${visible(path)} holds no certificate that can be read.`, {
      hint: "caFile names a PEM file: it begins with -----BEGIN CERTIFICATE-----",
    });
  }
  return blocks.join("\n");
}

async function read(path: string): Promise<string> {
  try {
    const file = await stat(path);
    if (file.isFile() && file.size <= largestFile) return await readFile(path, "utf8");
  } catch (cause) {
    throw new FobError("usage", `The file of authorities ${visible(path)} cannot be read.`, {
      hint: "Check the path given with --set caFile=PATH.",
      cause,
    });
  }
  throw new FobError("usage", `${visible(path)} is no file of certificates.`);
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}
