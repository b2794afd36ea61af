import type { Slots } from "../../../core/credential.ts";
import { isFobError } from "../../../core/errors.ts";
import type { KeepSecret } from "../../../core/secret.ts";
import type { CredentialStore, Lookup, StoreHealth } from "../../../core/store.ts";
import { keychainDescription } from "../descriptions.ts";
import { decodeSlots, encodeSlots } from "../envelope.ts";
import { deadlineIn } from "./deadline.ts";
import { itemsOf } from "./items.ts";
import { requireNative } from "./native.ts";
import { probe, writeProven } from "./proven.ts";
import { inTurn } from "./turns.ts";
import type { Values } from "./values.ts";
import { splitValues } from "./values.ts";

export interface KeychainWorld {
  /** The process's own: the native library reads the same variables behind our back. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly keep: KeepSecret;
  /** The native module, @napi-rs/keyring. */
  readonly load?: () => unknown;
  /** Milliseconds for one call. More where the system may ask a person who is there. */
  readonly limitMs?: number;
  /** UTF-16 code units that one item holds. */
  readonly itemLength?: number;
}

/** A command that finds nobody to answer has ended within three seconds, its own start included. */
const defaultLimitMs = 2400;

/** CRED_MAX_CREDENTIAL_BLOB_SIZE is 2,560 bytes, and the library stores two for each code unit. */
const windowsItemLength = 1280;

export function openKeychain(world: KeychainWorld): CredentialStore {
  const { env, platform, keep, load = requireNative, limitMs = defaultLimitMs } = world;
  const itemLength =
    world.itemLength ?? (platform === "win32" ? windowsItemLength : Number.POSITIVE_INFINITY);
  const enqueue = inTurn();
  const openItems = itemsOf({ env, platform, load });
  const withValues = <T>(ref: string, work: (values: Values) => Promise<T>) =>
    enqueue(() => work(splitValues(openItems(ref, deadlineIn(limitMs)), itemLength)));
  return {
    name: "keychain",
    description: keychainDescription(platform),
    check: () => withValues("check", probe).then((): StoreHealth => ({ kind: "works" }), refused),
    read: (ref) => withValues(ref, (values) => lookUp(values, ref, keep)).catch(refused),
    write: (ref, slots) => withValues(ref, (values) => replace(values, ref, slots, keep)),
    delete: (ref) => withValues(ref, (values) => values.delete(ref)),
  };
}

async function lookUp(values: Values, ref: string, keep: KeepSecret): Promise<Lookup> {
  const text = await values.get(ref);
  return text === null ? { kind: "absent" } : { kind: "found", slots: decodeSlots(ref, text, keep) };
}

async function replace(values: Values, ref: string, slots: Slots, keep: KeepSecret): Promise<void> {
  const text = encodeSlots(ref, slots);
  const old = await values.get(ref);
  // Throws for what this version cannot understand, which is thus never overwritten.
  if (old !== null) decodeSlots(ref, old, keep);
  await writeProven(values, ref, old, text);
}

function refused(error: unknown): { readonly kind: "locked" | "unavailable"; readonly reason: string } {
  if (isFobError(error, "store_locked")) return { kind: "locked", reason: error.message };
  if (isFobError(error, "store_unavailable")) return { kind: "unavailable", reason: error.message };
  throw error;
}
