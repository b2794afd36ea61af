import type { Clock } from "../../../core/clock.ts";
import { FobError, isFobError } from "../../../core/errors.ts";
import type { KeepSecret } from "../../../core/secret.ts";
import { decodeSlots, encodeSlots } from "../envelope.ts";
import { bindingOf, type Copy, type CopyFiles, type Original } from "./copy-files.ts";
import type { KeyRing } from "./key-ring.ts";
import type { Kind } from "./rows.ts";
import type { Text, Vault } from "./vault.ts";

export interface CopyWorld {
  /** `--offline-ok`: copies may be made, and used while the database is away. */
  readonly allowed: boolean;
  readonly files: CopyFiles;
  readonly clock: Pick<Clock, "now">;
  readonly keep: KeepSecret;
  readonly place: () => Promise<string>;
  readonly ring: () => KeyRing;
  warn(notice: { readonly code: string; readonly message: string }): void;
}

export interface Copies {
  readonly vault: Vault;
  /** Why the database was given up, once a copy is used in its place: nothing connects to it again in this call. */
  away(): FobError | null;
}

/** No copy is older. */
const longestMs = 15 * 60_000;
/** Half of its time is enough to write it anew. */
const renewMs = longestMs / 2;

/**
 * What a machine may go on with for minutes while the database is away: only where it is asked for, and said so. Every
 * answer of the database replaces or removes the copy of what it is about, whoever asks.
 */
export function withCopies(vault: Vault, world: CopyWorld): Copies {
  let away: FobError | null = null;
  const originalOf = async (kind: Kind, id: string): Promise<Original> => ({
    place: await world.place(),
    kind,
    id,
  });
  const fromCopy = async (kind: Kind, id: string, why: FobError): Promise<Text> => {
    const [copy, text] = await openCopy(world, await originalOf(kind, id), why);
    if (away === null) tell(world, copy);
    away = why;
    return { text, version: copy.version };
  };
  const find: Vault["find"] = async (kind, id) => {
    if (away !== null) return fromCopy(kind, id, away);
    let found: Text | null;
    try {
      found = await vault.find(kind, id);
    } catch (error) {
      if (!world.allowed || !isAway(error)) throw error;
      return fromCopy(kind, id, error);
    }
    await update(world, await originalOf(kind, id), found);
    return found;
  };
  return {
    away: () => away,
    vault: {
      find,
      async list(kind) {
        try {
          return await vault.list(kind);
        } catch (error) {
          throw world.allowed && isAway(error) ? unnamed(error) : error;
        }
      },
      get: async (kind, id) => (await find(kind, id))?.text ?? null,
      async put(kind, id, make) {
        await update(world, await originalOf(kind, id), null);
        await vault.put(kind, id, make);
      },
      async delete(kind, id) {
        await update(world, await originalOf(kind, id), null);
        return vault.delete(kind, id);
      },
    },
  };
}

/** Another try may find it back; what it refused, or what this machine lacks, is no reason to go on without it. */
function isAway(error: unknown): error is FobError {
  return isFobError(error, "store_unavailable") && error.details.retryable === true;
}

/** Whether it is the only one nobody can tell now. */
function unnamed({ code, message, details }: FobError): FobError {
  return new FobError(code, message, {
    ...details,
    hint: "Name the login whose copy is to be used: --profile NAME",
  });
}

async function openCopy(
  { files, clock, ring }: CopyWorld,
  original: Original,
  why: FobError,
): Promise<readonly [Copy, string]> {
  const { code, message, details } = why;
  const copy = files.read(original, clock.now());
  if (copy === null)
    throw new FobError(code, `${message} This machine keeps no copy that is fresh enough.`, details);
  try {
    return [copy, await ring().open(bindingOf(original, copy), copy.sealed)];
  } catch (error) {
    if (!isFobError(error)) throw error;
    throw new FobError(code, `${message} This machine's copy does not open.`, details);
  }
}

function tell({ warn, clock }: CopyWorld, { from, until }: Copy): void {
  const minutes = Math.floor((clock.now().getTime() - from.getTime()) / 60_000);
  const age = minutes < 1 ? "less than a minute" : `${minutes} min`;
  const message = `The shared database is away; this machine's copy of the login is used. It is ${age} old and ends ${until.toISOString()}.`;
  warn({ code: "offline_copy", message });
}

/** Nothing of it may fail what was asked for. */
async function update(world: CopyWorld, original: Original, found: Text | null): Promise<void> {
  const { allowed, files, clock } = world;
  try {
    if (!allowed && files.isEmpty()) return;
    const now = clock.now();
    const former = files.read(original, now);
    const wanted = allowed && found !== null ? wantedOf(world, original, found.text) : null;
    if (found === null || (former?.version !== found.version && wanted === null)) files.remove(original);
    else if (wanted !== null && !isFresh(former, found, wanted.until, now))
      await make(world, original, { ...wanted, version: found.version });
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
    world.warn({ code: "offline_copy_failed", message: `No copy for offline use is kept: ${error.message}` });
  }
}

function isFresh(former: Copy | null, { version }: Text, until: Date, now: Date): boolean {
  if (former?.version !== version) return false;
  const leftMs = former.until.getTime() - now.getTime();
  return leftMs > renewMs || former.until.getTime() === until.getTime();
}

/** As little as goes on alone: the login in use, and nothing that waits for its end. Null where that is nothing. */
function wantedOf({ clock, keep }: CopyWorld, { kind, id }: Original, text: string) {
  const latest = new Date(clock.now().getTime() + longestMs);
  if (kind === "profile") return { text, until: latest };
  const { active } = decodeSlots(id, text, keep);
  const { expiresAt } = active ?? {};
  if (active === null || (expiresAt && expiresAt <= clock.now())) return null;
  const until = expiresAt && expiresAt < latest ? expiresAt : latest;
  return { text: encodeSlots(id, { active, pending: null, pendingRevoke: [] }), until };
}

async function make(
  { files, clock, ring }: CopyWorld,
  original: Original,
  { text, until, version }: Text & { readonly until: Date },
): Promise<void> {
  const about = { version, keyId: ring().ids[0] ?? "", from: clock.now(), until };
  files.sweep(about.from);
  files.write(original, { ...about, sealed: await ring().seal(bindingOf(original, about), text) });
}
