import type { ErrorCode } from "./errors.ts";

/** What the log tells of. `gap` is the log's own word: what it could not write, or lost. */
export const auditActions = [
  "login",
  "logout",
  "mint",
  "print",
  "exec",
  "revoke",
  "renew",
  "store_migrate",
  "profile_remove",
  "provider_add",
  "provider_remove",
  "audit_on",
  "audit_off",
  "gap",
] as const;
export type AuditAction = (typeof auditActions)[number];

/** One thing that fob did or tried, told when its outcome is known. Never a secret: names and ids alone. */
export interface AuditEntry {
  readonly action: AuditAction;
  /** Null for a login of the environment. */
  readonly profile: string | null;
  readonly provider: string | null;
  /** Of sessions and tokens. */
  readonly ids: readonly string[];
  /** The outcome in the action's own word: `active`, `revoked`, `minted`, `failed`. */
  readonly result: string;
  readonly error: ErrorCode | null;
  /** What the command would end with if this were all it did. */
  readonly exit: number;
}

/**
 * Writes the log. Neither call fails or throws, whatever the disk does: a record that could not be written becomes a
 * warning now and a `gap` in the log once it can be written to again. Every way to hand out a token, a fast path too,
 * awaits `record` before the token leaves; it costs one small read, one append and no fsync.
 */
export interface Audit {
  /** Resolves when these, and all that wait, are in the log or known to be missing from it. */
  record(...entries: readonly AuditEntry[]): Promise<void>;
  /** For bulk work: written soon, many at a time. `record()` at the end of the work writes the rest. */
  later(entry: AuditEntry): void;
}

/** An entry as the log holds it. */
export interface AuditRecord extends Omit<AuditEntry, "action" | "error"> {
  /** From 1 on, over all files, without a hole. */
  readonly seq: number;
  readonly time: Date;
  readonly action: string;
  readonly error: string | null;
  /** The program that ran fob; null where the system does not tell. */
  readonly by: string | null;
  /** Of a `gap`: how many records it stands for, where that is known. */
  readonly count: number | null;
  /** SHA-256 of the line before, in hexadecimal. */
  readonly prev: string;
}

/** A place in the log that people can look at. */
export interface AuditPlace {
  readonly file: string;
  readonly line: number;
}

export const problemKinds = [
  "edited",
  "missing",
  "out_of_order",
  "damaged",
  "truncated",
  "head_lost",
  "foreign_head",
] as const;

export interface AuditProblem extends AuditPlace {
  readonly kind: (typeof problemKinds)[number];
  readonly message: string;
}

export interface AuditCheck {
  readonly records: number;
  readonly files: number;
  /** The hash of the newest record: kept elsewhere, it proves later that nothing before it was changed. */
  readonly head: string | null;
  readonly problems: readonly AuditProblem[];
  /** Gaps that the log itself tells of. */
  readonly gaps: readonly (AuditPlace & { readonly message: string })[];
}

/** Reads the log; FobError `local_io` or `unsafe_file` where it cannot. */
export interface AuditLog {
  /** Oldest first, each with its line as it stands in the file; what is no record is left out (`check` tells of it). */
  records(): Iterable<{ readonly record: AuditRecord; readonly line: string }>;
  /** `head`: a hash that was kept elsewhere and must be in the log. */
  check(head: string | null): AuditCheck;
}

/** What became of an export: `added` are new, of `records` that the database has of this machine. */
export interface AuditExport {
  /** Names this machine's log among all; made with the first export. */
  readonly chain: string;
  readonly added: number;
  readonly records: number;
  /** The hash of the newest record. */
  readonly head: string | null;
  /** Of what the database gave back. */
  readonly problems: readonly AuditProblem[];
}

/** The logs of many machines, in the database that they share: what is there is read and added to, never changed. */
export interface SharedAudit {
  /** Adds what the database has not of this machine's log, and checks that it gives back the same. */
  append(): Promise<AuditExport>;
  /** Every machine's records; of this one also that none is missing that was ever added. */
  check(head: string | null): Promise<AuditCheck>;
}
