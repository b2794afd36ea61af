import { X509Certificate } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { rootCertificates } from "node:tls";
import { FobError } from "../../core/errors.ts";
import { visible } from "../../core/visible.ts";

const largestFile = 4 * 1024 * 1024;

/** Node's own, those of NODE_EXTRA_CA_CERTS, and the file's. */
export async function authoritiesWith(caFile: string, extraFile: string | undefined): Promise<string[]> {
  const own = await readCertificates(caFile);
  // Node has warned of a file that it could not read, and goes on without.
  const extra = extraFile ? await readFile(extraFile, "utf8").catch(() => "") : "";
  return [...rootCertificates, ...(extra === "" ? [] : [extra]), own];
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
