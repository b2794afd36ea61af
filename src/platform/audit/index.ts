import { dirname, join } from "node:path";
import type { Audit, AuditEntry } from "../../core/audit.ts";
import type { Clock } from "../../core/clock.ts";
import { isFobError } from "../../core/errors.ts";
import type { Notice } from "../../core/provider.ts";
import { makeOwnFolder } from "../files/folder.ts";
import { errorCode, localIo } from "../files/problems.ts";
import { append } from "./append.ts";
import { type Limits, usualLimits } from "./files.ts";
import { readHead, writeMissed } from "./head.ts";
import type { Pending } from "./line.ts";
import { inTurn } from "./turn.ts";

export interface AuditWorld {
  /** Asked when something is to be written; FobError where there is no place for it. */
  readonly folder: () => string;
  readonly clock: Clock;
  readonly random: () => number;
  /** Whether the user wants a log. */
  isOn(): Promise<boolean>;
  redact(text: string): string;
  invokedBy(): string | null;
  warn(notice: Notice): void;
  readonly limits?: Limits;
  readonly patienceMs?: number;
}

/** Who invoked fob is asked when it is written. */
type Waiting = Omit<Pending, "by"> & { by: string | null };

const usualPatienceMs = 2000;
const soonMs = 100;

export function createAudit(world: AuditWorld): Audit {
  const waiting: Waiting[] = [];
  let writing = Promise.resolve();
  let isDue = false;
  const add = (entry: AuditEntry) => {
    // Member by member, as all that bulk work does for each session: V8 copies by spreading far slower.
    const { action, profile, provider, result, error, exit } = entry;
    const ids = entry.ids.map((id) => world.redact(id));
    waiting.push({ action, profile, provider, ids, result, error, exit, time: world.clock.now(), by: null });
  };
  const flush = () => {
    writing = writing.then(() => writeOut(world, waiting.splice(0)));
    return writing;
  };
  return {
    record(...entries) {
      for (const entry of entries) add(entry);
      return flush();
    },
    later(entry) {
      add(entry);
      if (isDue) return;
      isDue = true;
      void world.clock.sleep(soonMs).then(() => {
        isDue = false;
        return flush();
      });
    },
  };
}

async function writeOut(world: AuditWorld, entries: readonly Waiting[]): Promise<void> {
  const { clock, random, limits = usualLimits, patienceMs = usualPatienceMs } = world;
  let folder: string | null = null;
  try {
    if (entries.length === 0 || !(await world.isOn())) return;
    folder = world.folder();
    const by = redacted(world, world.invokedBy());
    for (const entry of entries) entry.by = by;
    makeOwnFolder(dirname(folder));
    makeOwnFolder(folder);
    const turn = { clock, random, patienceMs };
    const path = folder;
    const done = await inTurn(join(path, ".turn"), turn, () => append(path, entries, limits));
    if (!done) throw Object.assign(new Error("no turn"), { code: "EBUSY" });
  } catch (error) {
    missed(world, folder, entries, error);
  }
}

function redacted({ redact }: AuditWorld, text: string | null): string | null {
  return text === null ? null : redact(text);
}

/** The work that was to be told of is done, and stays done. */
function missed(world: AuditWorld, folder: string | null, entries: readonly Pending[], error: unknown): void {
  const code = errorCode(isFobError(error) ? error.cause : error) ?? "";
  // A login of the environment needs no place to write to, and promises none.
  const cannot = folder === null || ["EROFS", "EACCES", "EPERM"].includes(code);
  if (cannot && entries.every(({ profile }) => profile === null)) return;
  if (folder !== null) note(folder, entries);
  const what = entries.length === 1 ? "This is" : `${entries.length} records are`;
  world.warn({
    code: "audit_gap",
    message: `${what} missing from the audit log. ${reasonOf(folder ?? "", error)}`,
  });
}

function note(folder: string, entries: readonly Pending[]): void {
  try {
    const before = readHead(folder).missed;
    const since = before?.since ?? entries[0]?.time.toISOString() ?? "";
    writeMissed(folder, { count: (before?.count ?? 0) + entries.length, since });
  } catch {
    // Nothing can be written here at all: the warning has to do.
  }
}

function reasonOf(folder: string, error: unknown): string {
  if (isFobError(error)) return error.message;
  return errorCode(error) === null
    ? "Writing it failed inside fob itself."
    : localIo("write to", folder, error).message;
}
