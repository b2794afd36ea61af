import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { FobError } from "../../../core/errors.ts";
import type { CredentialStore } from "../../../core/store.ts";
import { visible } from "../../../core/visible.ts";
import { makeOwnFolder } from "../../files/folder.ts";
import { removeOwnFile, writeOwnFile } from "../../files/own-file.ts";
import { readOwnFile } from "../../files/own-read.ts";
import { tempName } from "../../files/temp.ts";
import { fileStoreDescription, secretsFolder } from "../descriptions.ts";
import { decodeSlots, encodeSlots } from "../envelope.ts";
import type { Cipher } from "./cipher.ts";
import { createCipher } from "./cipher.ts";
import type { Sealed } from "./sealed-file.ts";
import { decodeSealed, encodeSealed } from "./sealed-file.ts";
import type { NoKey } from "./store-key.ts";
import { findStoreKey } from "./store-key.ts";
import type { FileStoreWorld } from "./world.ts";

const howToKey =
  "Set FOB_STORE_KEY_FILE to a file that holds a key, or FOB_STORE_KEY to the key; fob store key makes one.";

const keyWords = { hkdf: "random key", scrypt: "passphrase" } as const;

/** One encrypted file a ref, so that a damaged one takes no other login with it. */
export function openFileStore(world: FileStoreWorld): CredentialStore {
  const folder = secretsFolder(world.configDir);
  let found: Promise<Cipher | NoKey> | null = null;
  const findCipher = (): Promise<Cipher | NoKey> => {
    found ??= findStoreKey(world).then((key) => ("missing" in key ? key : createCipher(key)));
    return found;
  };
  return {
    name: "file",
    description: fileStoreDescription(world.configDir),
    async check() {
      const cipher = await findCipher();
      if ("missing" in cipher) return { kind: "unavailable", reason: reasonOf(cipher) };
      makeOwnFolder(world.configDir);
      makeOwnFolder(folder);
      await tryOut(cipher, folder);
      return { kind: "works" };
    },
    async read(ref) {
      const path = pathOf(folder, ref);
      const text = readOwnFile(path);
      if (text === null) return { kind: "absent" };
      const sealed = decodeSealed(path, text);
      const cipher = await findCipher();
      if ("missing" in cipher) return { kind: "unavailable", reason: reasonOf(cipher) };
      return { kind: "found", slots: decodeSlots(ref, await open(cipher, path, ref, sealed), world.keep) };
    },
    async write(ref, slots) {
      const path = pathOf(folder, ref);
      const cipher = await findCipher();
      if ("missing" in cipher) throw new FobError("store_key", cipher.missing, { hint: howToKey });
      const before = readOwnFile(path);
      const sealed = before === null ? null : decodeSealed(path, before);
      // What cannot be read with this key may be somebody's only login.
      if (sealed !== null) decodeSlots(ref, await open(cipher, path, ref, sealed), world.keep);
      const text = encodeSealed(
        await cipher.seal(ref, encodeSlots(ref, slots), sealed === null ? null : sealed.parameters),
      );
      makeOwnFolder(world.configDir);
      writeProven(path, text, before);
    },
    async delete(ref) {
      return removeOwnFile(pathOf(folder, ref));
    },
  };
}

function pathOf(folder: string, ref: string): string {
  if (/^[A-Za-z0-9._@-]+$/.test(ref)) return join(folder, `${ref}.enc`);
  throw new FobError("bug", `No secret can be stored under ${visible(ref)}.`);
}

function reasonOf({ missing }: NoKey): string {
  return `${missing} ${howToKey}`;
}

async function open(cipher: Cipher, path: string, ref: string, sealed: Sealed): Promise<string> {
  const text = sealed.parameters.kdf === cipher.kdf ? await cipher.open(ref, sealed) : null;
  if (text !== null) return text;
  const why =
    sealed.parameters.kdf === cipher.kdf
      ? "the store key is not the one that it was written with, or the file is damaged"
      : `it was written with a ${keyWords[sealed.parameters.kdf]}, and the store key is a ${keyWords[cipher.kdf]}`;
  throw new FobError("store_key", `${visible(path)} cannot be opened: ${why}. It was left as it is.`, {
    hint: "Give the key that it was written with in FOB_STORE_KEY_FILE or FOB_STORE_KEY.",
  });
}

function writeProven(path: string, text: string, before: string | null): void {
  writeOwnFile(path, text);
  if (readOwnFile(path) === text) return;
  if (before === null) removeOwnFile(path);
  else writeOwnFile(path, before);
  throw new FobError("local_io", `${visible(path)} did not read back as it was written; nothing was stored.`);
}

/** The probe has a temporary file's name, so that the next write removes it if this run is killed. */
async function tryOut(cipher: Cipher, folder: string): Promise<void> {
  const path = tempName(join(folder, "probe"));
  const text = randomBytes(32).toString("hex");
  try {
    writeProven(path, encodeSealed(await cipher.seal("probe", text, null)), null);
    const sealed = decodeSealed(path, readOwnFile(path) ?? "");
    if ((await cipher.open("probe", sealed)) !== text)
      throw new FobError("bug", "A test value did not decrypt.");
  } finally {
    removeOwnFile(path);
  }
}
