import { FobError } from "../../../core/errors.ts";
import type { Fields } from "../../../core/narrow.ts";
import { isRecord, parseJson } from "../../../core/narrow.ts";
import { visible } from "../../../core/visible.ts";

export type KdfParameters =
  | { readonly kdf: "hkdf"; readonly salt: Buffer }
  | {
      readonly kdf: "scrypt";
      readonly salt: Buffer;
      readonly N: number;
      readonly r: number;
      readonly p: number;
    };

/** One file of the store as it is written. `ciphertext` ends with GCM's 16 bytes of tag. */
export interface Sealed {
  readonly parameters: KdfParameters;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
}

export const version = 1;
export const nonceBytes = 12;
export const tagBytes = 16;
export const saltBytes = 16;
/** scrypt takes 128 * N * r bytes of memory (RFC 7914); a file may not ask for more than this. */
export const mostScryptBytes = 256 * 1024 * 1024;

export function encodeSealed({ parameters, nonce, ciphertext }: Sealed): string {
  const { kdf, salt } = parameters;
  const cost = kdf === "scrypt" ? { N: parameters.N, r: parameters.r, p: parameters.p } : {};
  const header = { v: version, kdf, ...cost, salt: salt.toString("base64") };
  const body = { nonce: nonce.toString("base64"), ciphertext: ciphertext.toString("base64") };
  return `${JSON.stringify({ ...header, ...body })}\n`;
}

/** FobError `local_io` for what no fob of this version wrote; `path` names it. */
export function decodeSealed(path: string, text: string): Sealed {
  const value = parseJson(text);
  if (!isRecord(value)) throw damaged(path);
  if (typeof value.v === "number" && Number.isInteger(value.v) && value.v > version) throw newer(path);
  const parameters = value.v === version ? parametersOf(value) : null;
  const nonce = bytesOf(value.nonce, nonceBytes, nonceBytes);
  const ciphertext = bytesOf(value.ciphertext, tagBytes, Number.POSITIVE_INFINITY);
  if (parameters === null || nonce === null || ciphertext === null) throw damaged(path);
  return { parameters, nonce, ciphertext };
}

function parametersOf(fields: Fields): KdfParameters | null {
  const salt = bytesOf(fields.salt, saltBytes, 64);
  if (salt === null) return null;
  if (fields.kdf === "hkdf") return { kdf: "hkdf", salt };
  const { N, r, p } = fields;
  if (fields.kdf !== "scrypt" || typeof N !== "number" || typeof r !== "number" || typeof p !== "number")
    return null;
  const bounded = isWithin(r, 1, 32) && isWithin(p, 1, 4) && isWithin(N, 2 ** 14, mostScryptBytes / 128 / r);
  return bounded && Number.isInteger(Math.log2(N)) ? { kdf: "scrypt", salt, N, r, p } : null;
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}

function bytesOf(value: unknown, least: number, most: number): Buffer | null {
  if (typeof value !== "string") return null;
  const bytes = Buffer.from(value, "base64");
  return isWithin(bytes.length, least, most) && bytes.toString("base64") === value ? bytes : null;
}

function damaged(path: string): FobError {
  return new FobError("local_io", `${visible(path)} is damaged; it was left as it is.`, {
    hint: "Start over: fob logout PROFILE --local-only, then fob login.",
  });
}

function newer(path: string): FobError {
  return new FobError("local_io", `${visible(path)} was written by a newer fob; it was left as it is.`, {
    hint: "Update fob on this machine.",
  });
}
