import { isRecord, parseJson } from "../../core/narrow.ts";
import { createCipher } from "../../platform/stores/file/cipher.ts";
import { randomKey } from "../../platform/stores/file/store-key.ts";
import { isPlainFolder, plainText } from "./plain-file.ts";

/** What the file store keeps, opened by a random key; null where the file or the key has an unusual form. */
export async function sealedText(folder: string, ref: string, keyText: string): Promise<string | null> {
  const bytes = randomKey(keyText);
  const secrets = `${folder}/secrets`;
  if (bytes === null || !isPlainFolder(secrets)) return null;
  const sealed = parseJson(plainText(`${secrets}/${ref}.enc`) ?? "");
  if (!isRecord(sealed) || sealed.v !== 1 || sealed.kdf !== "hkdf") return null;
  const [salt, nonce, ciphertext] = [sealed.salt, sealed.nonce, sealed.ciphertext].map(bytesOf);
  if (!salt || !nonce || !ciphertext || salt.length !== 16 || nonce.length !== 12) return null;
  const cipher = createCipher({ kdf: "hkdf", bytes });
  return cipher.open(ref, { parameters: { kdf: "hkdf", salt }, nonce, ciphertext });
}

/** Of base64 in the one spelling that fob writes. */
function bytesOf(value: unknown): Buffer | null {
  if (typeof value !== "string") return null;
  const bytes = Buffer.from(value, "base64");
  return bytes.toString("base64") === value ? bytes : null;
}
