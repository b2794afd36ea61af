import { visible } from "../../../core/visible.ts";
import { readNamedFile } from "../../files/own-read.ts";
import type { FileStoreWorld } from "./world.ts";

/** What the keys of the files are derived from: random bytes by HKDF, a passphrase by scrypt. */
export interface StoreKey {
  readonly kdf: "hkdf" | "scrypt";
  readonly bytes: Buffer;
}

export interface NoKey {
  readonly missing: string;
}

const fewestBytes = 32;

/** The key that the environment or a person gives. FobError `unsafe_file` for a key file that others may have put there. */
export async function findStoreKey(world: FileStoreWorld): Promise<StoreKey | NoKey> {
  const { FOB_STORE_KEY_FILE: file, FOB_STORE_KEY: text } = world.env;
  if (file) return fromFile(file, world);
  if (text) return fromText(text, world);
  if (world.askPassphrase === undefined) return { missing: "There is no key for the encrypted file store." };
  const passphrase = (await world.askPassphrase()).reveal();
  return passphrase === ""
    ? { missing: "The passphrase for the encrypted file store is empty." }
    : { kdf: "scrypt", bytes: Buffer.from(passphrase, "utf8") };
}

function fromFile(path: string, world: FileStoreWorld): StoreKey | NoKey {
  const text = readKeyFile(path, world);
  return typeof text === "string" ? fromText(text, world) : text;
}

function readKeyFile(path: string, { warn }: Pick<FileStoreWorld, "warn">): string | NoKey {
  const file = readNamedFile(path);
  const text = file?.text.replace(/\r?\n$/, "");
  if (text === undefined)
    return { missing: `FOB_STORE_KEY_FILE names ${visible(path)}, which does not exist.` };
  if (text === "") return { missing: `FOB_STORE_KEY_FILE names ${visible(path)}, which is empty.` };
  if (file?.exposed) {
    const message = `Other users can read the key of the file store: ${visible(path)}`;
    warn?.({ code: "store_key_exposed", message });
  }
  return text;
}

function fromText(text: string, { keep }: FileStoreWorld): StoreKey {
  const secret = keep(text).reveal();
  const bytes = randomKey(secret);
  return bytes === null ? { kdf: "scrypt", bytes: Buffer.from(secret, "utf8") } : { kdf: "hkdf", bytes };
}

/** Every line of the key file, or the one key of the environment; never asked for. */
export function keyTexts(world: Pick<FileStoreWorld, "env" | "warn">): readonly string[] | NoKey {
  const { FOB_STORE_KEY_FILE: path, FOB_STORE_KEY: key } = world.env;
  if (!path) return key ? [key] : { missing: "There is no key for the shared store." };
  const text = readKeyFile(path, world);
  return typeof text === "string" ? text.split(/\r?\n/).filter((line) => line !== "") : text;
}

/** Hexadecimal comes first: 64 of its digits are base64 too, of another key. */
export function randomKey(text: string): Buffer | null {
  const hex = /^([0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, "hex") : null;
  const bytes = hex ?? fromBase64(text);
  return bytes !== null && bytes.length >= fewestBytes ? bytes : null;
}

/** Both alphabets of RFC 4648, padded or not; null for what does not give the same text again. */
function fromBase64(text: string): Buffer | null {
  const bare = text.replace(/={1,2}$/, "");
  const bytes = Buffer.from(bare, "base64");
  const again = bytes.toString(/[-_]/.test(bare) ? "base64url" : "base64").replace(/=+$/, "");
  return again === bare ? bytes : null;
}
