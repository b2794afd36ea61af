/** By the global, not by node:crypto, which would cost every command a tenth of a start. */
function randomBytes(count: number): Buffer {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(count)));
}

/** 128 random bits in hexadecimal. */
export function randomId(): string {
  return randomBytes(16).toString("hex");
}

/** A random key as FOB_STORE_KEY and FOB_STORE_KEY_FILE take it. */
export function randomKey(): string {
  return randomBytes(32).toString("base64");
}
