import { hkdfSync } from "node:crypto";
import { FobError } from "../../../core/errors.ts";
import type { KeepSecret } from "../../../core/secret.ts";
import { type Cipher, createCipher } from "../file/cipher.ts";
import { decodeSealed, encodeSealed } from "../file/sealed-file.ts";
import { keyTexts, type NoKey, randomKey } from "../file/store-key.ts";
import type { FileStoreWorld } from "../file/world.ts";

export interface KeyWorld extends Pick<FileStoreWorld, "env" | "warn"> {
  readonly keep: KeepSecret;
}

/** What an entry is sealed for. It opens in no other place, under no other version. */
export interface Binding {
  readonly kind: string;
  readonly id: string;
  readonly version: string;
  readonly keyId: string;
}

/** The keys of this machine: any of them opens, and the one that the database calls current seals. */
export interface KeyRing {
  /** Of each key in the order given; the first is the one that a turnover makes current. */
  readonly ids: readonly string[];
  seal(binding: Binding, text: string): Promise<string>;
  open(binding: Binding, sealed: string): Promise<string>;
}

const howToKey =
  "Set FOB_STORE_KEY_FILE to a file with the fleet's key, one key a line; fob store key makes one.";

/** FobError `store_key` where there is none, or none that is random: whoever has the database could guess at it. */
export function openKeyRing(world: KeyWorld): KeyRing {
  const texts = keyTexts(world);
  if ("missing" in texts) throw noKey(texts);
  const ciphers = new Map<string, Cipher>();
  for (const text of texts) {
    const bytes = randomKey(world.keep(text).reveal());
    if (bytes === null)
      throw noKey({
        missing: "A store that machines share takes a random key, and this one is a passphrase.",
      });
    ciphers.set(keyId(bytes), createCipher({ kdf: "hkdf", bytes }, "postgres store"));
  }
  const cipherOf = (id: string): Cipher => ciphers.get(id) ?? unknownKey(id, [...ciphers.keys()]);
  return {
    ids: [...ciphers.keys()],
    seal: async (binding, text) =>
      encodeSealed(await cipherOf(binding.keyId).seal(nameOf(binding), text, null)).trim(),
    async open(binding, sealed) {
      const what = `The entry ${binding.id} in the database`;
      const entry = decodeSealed(what, sealed);
      // Whoever has the database could ask for a derivation that is slow on purpose, which no fob does here.
      const isOurs = entry.parameters.kdf === "hkdf";
      const text = isOurs ? await cipherOf(binding.keyId).open(nameOf(binding), entry) : null;
      if (text !== null) return text;
      throw new FobError(
        "store_key",
        `${what} does not open: it was changed or moved. It was left as it is.`,
        {
          hint: "Somebody wrote into the database past fob. Start over: fob logout PROFILE --local-only, then fob login.",
        },
      );
    },
  };
}

/** Says which key without saying anything of it. */
function keyId(bytes: Buffer): string {
  return Buffer.from(hkdfSync("sha256", bytes, "", "fob key id", 8)).toString("hex");
}

function nameOf({ kind, id, version, keyId: key }: Binding): string {
  return [kind, id, version, key].join("\n");
}

function unknownKey(id: string, mine: readonly string[]): never {
  throw new FobError(
    "store_key",
    `The database uses the key ${id}, and this machine has ${mine.join(", ")}.`,
    {
      hint: "Add that key, as a line, to the file that FOB_STORE_KEY_FILE names. Nothing was changed.",
    },
  );
}

function noKey({ missing }: NoKey): FobError {
  return new FobError("store_key", missing, { hint: howToKey });
}
