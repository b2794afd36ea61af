import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface KeyPair {
  readonly key: Buffer;
  readonly cert: Buffer;
}

export interface Authority {
  readonly folder: string;
  readonly caFile: string;
  /** A certificate for these names, valid from now for so many days; a negative number has expired. */
  issue(names: readonly string[], days: number): KeyPair;
  selfSigned(names: readonly string[]): KeyPair;
  remove(): void;
}

/** A certificate authority that lives in a temporary folder; null where there is no openssl. */
export function createAuthority(): Authority | null {
  const folder = mkdtempSync(join(tmpdir(), "fob-ca-"));
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const pair = (name: string): KeyPair => ({
    key: readFileSync(at(`${name}.key`)),
    cert: readFileSync(at(`${name}.pem`)),
  });
  const request = (name: string, ...more: string[]) =>
    openssl("req", ...curve, "-keyout", at(`${name}.key`), "-subj", "/CN=test\u001b[2J", ...more);
  let made = 0;
  try {
    openssl("version");
  } catch {
    return null;
  }
  request("ca", "-x509", "-days", "2", "-out", at("ca.pem"));
  return {
    folder,
    caFile: at("ca.pem"),
    issue(names, days) {
      const name = `leaf${made++}`;
      writeFileSync(at("ext"), `subjectAltName=${names.join(",")}\n`);
      request(name, "-new", "-out", at("csr"));
      const signer = ["-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial"];
      openssl(
        ...["x509", "-req", "-in", at("csr"), ...signer],
        ...["-days", String(days), "-extfile", at("ext"), "-out", at(`${name}.pem`)],
      );
      return pair(name);
    },
    selfSigned(names) {
      const name = `self${made++}`;
      request(
        name,
        "-x509",
        "-days",
        "2",
        "-addext",
        `subjectAltName=${names.join(",")}`,
        "-out",
        at(`${name}.pem`),
      );
      return pair(name);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
