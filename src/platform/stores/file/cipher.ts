import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt } from "node:crypto";
import type { KdfParameters, Sealed } from "./sealed-file.ts";
import { mostScryptBytes, nonceBytes, saltBytes, tagBytes, version } from "./sealed-file.ts";
import type { StoreKey } from "./store-key.ts";

export interface Cipher {
  readonly kdf: StoreKey["kdf"];
  /** `like` are the parameters of the file that is replaced: one slow derivation less. */
  seal(ref: string, text: string, like: KdfParameters | null): Promise<Sealed>;
  /** Null where the key or the bytes are not those of the time when it was sealed: GCM cannot tell which. */
  open(ref: string, sealed: Sealed): Promise<string | null>;
}

const algorithm = "aes-256-gcm";
const keyBytes = 32;
/** OWASP Password Storage Cheat Sheet: N = 2^17, r = 8, p = 1. */
const scryptCost = { N: 2 ** 17, r: 8, p: 1 } as const;

/** `use` keeps what is sealed for one store from opening in another that has the same key. */
export function createCipher(storeKey: StoreKey, use = "file store"): Cipher {
  const derived = new Map<string, Promise<Buffer>>();
  let latest: KdfParameters | null = null;
  const derive = (parameters: KdfParameters): Promise<Buffer> => {
    const name = JSON.stringify(parameters);
    const key = derived.get(name) ?? deriveKey(storeKey, parameters, use);
    derived.set(name, key);
    latest = parameters;
    return key;
  };
  return {
    kdf: storeKey.kdf,
    async seal(ref, text, like) {
      const parameters = chooseParameters(storeKey.kdf, [like, latest]);
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, await derive(parameters), nonce).setAAD(boundTo(use, ref));
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return { parameters, nonce, ciphertext: Buffer.concat([body, cipher.getAuthTag()]) };
    },
    async open(ref, { parameters, nonce, ciphertext }) {
      const key = await derive(parameters);
      const body = ciphertext.subarray(0, -tagBytes);
      const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
      decipher.setAAD(boundTo(use, ref)).setAuthTag(ciphertext.subarray(-tagBytes));
      try {
        return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
      } catch {
        return null;
      }
    },
  };
}

/** HKDF is cheap, so each write has a salt of its own. With scrypt another salt would cost another wait. */
function chooseParameters(kdf: StoreKey["kdf"], known: readonly (KdfParameters | null)[]): KdfParameters {
  const salt = randomBytes(saltBytes);
  if (kdf === "hkdf") return { kdf, salt };
  return (
    known.find((parameters) => parameters !== null && isSlowEnough(parameters)) ?? {
      kdf,
      salt,
      ...scryptCost,
    }
  );
}

function isSlowEnough(parameters: KdfParameters): boolean {
  if (parameters.kdf === "hkdf") return false;
  return parameters.N >= scryptCost.N && parameters.r >= scryptCost.r && parameters.p >= scryptCost.p;
}

/** A file that is copied over another one's name does not open. */
function boundTo(use: string, ref: string): Buffer {
  return Buffer.from(`fob ${use} v${version}\n${ref}`, "utf8");
}

function deriveKey({ bytes }: StoreKey, parameters: KdfParameters, use: string): Promise<Buffer> {
  const { kdf, salt } = parameters;
  if (kdf === "hkdf")
    return Promise.resolve(Buffer.from(hkdfSync("sha256", bytes, salt, `fob ${use}`, keyBytes)));
  const { N, r, p } = parameters;
  return new Promise((resolve, reject) => {
    scrypt(bytes, salt, keyBytes, { N, r, p, maxmem: 2 * mostScryptBytes }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
