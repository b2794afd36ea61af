// The format of the encrypted file, written a second time from its description, so that the two hold each other.
import { createCipheriv, hkdfSync, randomBytes, scryptSync } from "node:crypto";

export interface Header {
  readonly v: number;
  readonly kdf: string;
  readonly N?: number;
  readonly r?: number;
  readonly p?: number;
}

export function sealedBy(
  key: Buffer,
  ref: string,
  text: string,
  header: Header = { v: 1, kdf: "hkdf" },
): string {
  const [salt, nonce] = [randomBytes(16), randomBytes(12)];
  const derived =
    header.kdf === "hkdf"
      ? Buffer.from(hkdfSync("sha256", key, salt, "fob file store", 32))
      : scryptSync(key, salt, 32, { N: header.N, r: header.r, p: header.p, maxmem: 2 ** 30 });
  const cipher = createCipheriv("aes-256-gcm", derived, nonce).setAAD(
    Buffer.from(`fob file store v1\n${ref}`),
  );
  const ciphertext = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  const base64 = (bytes: Buffer): string => bytes.toString("base64");
  return JSON.stringify({
    ...header,
    salt: base64(salt),
    nonce: base64(nonce),
    ciphertext: base64(ciphertext),
  });
}
