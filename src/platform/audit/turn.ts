import { readlinkSync, renameSync, symlinkSync } from "node:fs";
import type { Clock } from "../../core/clock.ts";
import { errorCode } from "../files/problems.ts";
import { discard } from "../files/temp.ts";
import { claim as claimFile, markOf, release as releaseFile } from "../lock/claim.ts";
import { newHolder } from "../lock/lock-file.ts";
import { nodeCrypto } from "../node-crypto.ts";
import { fateOf, type ProcessId, thisProcess } from "../process-id.ts";

interface Holder extends ProcessId {
  readonly nonce: string;
}

export interface TurnWorld {
  readonly clock: Clock;
  /** At least 0 and below 1. */
  readonly random: () => number;
  /** How long one other may keep us waiting, and all of them together `manyTimes` that. */
  readonly patienceMs: number;
}

const manyTimes = 10;
const firstPauseMs = 2;
/** A look costs a tenth of a millisecond: hundreds that look often would leave the holder no time to finish. */
const longestPauseMs = 50;

/**
 * Does the work while no other process does such work, which takes well below a millisecond. A lock that is a symbolic
 * link names its holder from the moment it is there (symlink(2)) and needs no block of the disk, no sync and no second
 * file; lock/claim.ts, whose locks are held for long, costs some milliseconds. False where the turn never came: one
 * holder stood still, or a crowd was quicker for all that time.
 */
export async function inTurn(path: string, world: TurnWorld, work: () => void): Promise<boolean> {
  const turn = process.platform === "win32" ? turnByFile(path) : turnByLink(path);
  if (!(await comes(turn, world))) return false;
  try {
    work();
    return true;
  } finally {
    turn.release();
  }
}

interface Turn {
  /** "ours", or what tells the one who has it from the next. */
  claim(): string;
  release(): void;
}

async function comes(turn: Turn, { clock, random, patienceMs }: TurnWorld): Promise<boolean> {
  const startMs = clock.monotonicMs();
  let [holder, sinceMs] = ["", startMs];
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const found = turn.claim();
    if (found === "ours") return true;
    const nowMs = clock.monotonicMs();
    if (found !== holder) [holder, sinceMs] = [found, nowMs];
    if (nowMs - sinceMs >= patienceMs || nowMs - startMs >= manyTimes * patienceMs) return false;
    await clock.sleep(pauseMs * (0.2 + 0.8 * random()));
  }
}

/** Making links takes a privilege on Windows. */
function turnByFile(path: string): Turn {
  const me = newHolder(thisProcess());
  return { claim: () => markOf(claimFile(path, me)), release: () => releaseFile(path, me) };
}

export function turnByLink(path: string): Turn {
  const me = { ...abbreviated(thisProcess()), nonce: newNonce() };
  return {
    claim: () => claimLink(path, me),
    release: () => {
      if (holderOf(path)?.nonce === me.nonce) discard(path);
    },
  };
}

/** The nanosecond, to four seconds: nobody has to guess it, and randomness would cost a short command more than the rest. */
function newNonce(): string {
  return BigInt.asUintN(32, process.hrtime.bigint()).toString(16).padStart(8, "0");
}

/** As lock/claim.ts: a dead holder is replaced under a second lock that bears its nonce, so by one process alone. */
function claimLink(path: string, me: Holder): string {
  if (link(path, me)) return "ours";
  const found = holderOf(path);
  if (found === null) return "raced";
  if (fateOf(found, me) !== "dead") return found.nonce;
  const sub = `${path}.${found.nonce}`;
  const claimed = claimLink(sub, me);
  if (claimed !== "ours") return claimed;
  try {
    if (holderOf(path)?.nonce !== found.nonce) return "raced";
    const temp = `${path}.${me.nonce}`;
    if (!link(temp, me)) return "raced";
    renameSync(temp, path);
    return "ours";
  } finally {
    discard(sub);
  }
}

/** False where there is one already. */
function link(path: string, { pid, start, boot, pidNamespace, host, nonce }: Holder): boolean {
  try {
    symlinkSync([pid, start, boot, pidNamespace, host, nonce].map((part) => part ?? "-").join("."), path);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

function holderOf(path: string): Holder | null {
  try {
    const [pid, start, boot, pidNamespace, host, nonce] = readlinkSync(path).split(".");
    if (host === undefined || nonce === undefined || !/^\d+$/.test(pid ?? "")) return null;
    const known = (part: string | undefined) => (part === "-" ? null : (part ?? null));
    const place = { boot: known(boot), pidNamespace: known(pidNamespace), host };
    return { pid: Number(pid), start: known(start), ...place, nonce };
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

/** Short enough for a link to rest in its inode: 60 bytes on ext4. */
function abbreviated({ boot, pidNamespace, host, ...id }: ProcessId): ProcessId {
  return {
    ...id,
    boot: boot?.slice(0, 8) ?? null,
    pidNamespace: pidNamespace?.replaceAll(/\D/g, "") ?? null,
    host: nodeCrypto().hash("sha256", host, "hex").slice(0, 6),
  };
}
