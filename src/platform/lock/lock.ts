import { join } from "node:path";
import type { Budget } from "../../core/budget.ts";
import type { Clock } from "../../core/clock.ts";
import { FobError } from "../../core/errors.ts";
import type { Lock } from "../../core/lock.ts";
import { visible } from "../../core/visible.ts";
import { makeOwnFolder } from "../files/folder.ts";
import { thisProcess } from "../process-id.ts";
import { claim, markOf, release, removeFormer } from "./claim.ts";
import type { Holder } from "./lock-file.ts";
import { newHolder } from "./lock-file.ts";
import { waitedTooLong } from "./waited-too-long.ts";

export interface LockWorld {
  readonly configDir: string;
  readonly clock: Clock;
  readonly budget: Budget;
  /** At least 0 and below 1. */
  readonly random: () => number;
}

const longestWaitMs = 20_000;
const firstPauseMs = 5;
/** A look costs most of a millisecond, so hundreds that look often would leave the holder no time to finish. */
const longestPauseMs = 400;

export function createLock(world: LockWorld): Lock {
  return {
    async hold(name, work) {
      const path = lockPath(world.configDir, name);
      const me = newHolder(thisProcess());
      await acquire(path, name, me, world);
      try {
        tidy(path);
        return await work();
      } finally {
        release(path, me);
      }
    },
  };
}

function lockPath(configDir: string, name: string): string {
  // The plus, which no profile has in its name, is for work that may take the profile's own lock within.
  if (!/^[A-Za-z0-9._@+-]+$/.test(name)) throw new FobError("bug", `No lock can be named ${visible(name)}.`);
  const folder = join(configDir, "locks");
  makeOwnFolder(configDir);
  makeOwnFolder(folder);
  return join(folder, `${name}.lock`);
}

/** Each holder in turn may keep us waiting so long, or two thirds of a longer time; the command's time bounds it all. */
async function acquire(path: string, name: string, me: Holder, world: LockWorld): Promise<void> {
  const { clock, budget, random } = world;
  const givenMs = budget.remainingMs();
  const patienceMs = Number.isFinite(givenMs) ? Math.max(longestWaitMs, (givenMs * 2) / 3) : longestWaitMs;
  const endMs = clock.monotonicMs() + givenMs;
  let obstacle: string | undefined;
  let sinceMs = 0;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    const outcome = claim(path, me);
    if (outcome === "ours") return;
    const [nowMs, former] = [clock.monotonicMs(), obstacle];
    obstacle = markOf(outcome);
    if (obstacle !== former) sinceMs = nowMs;
    const leftMs = Math.min(patienceMs - (nowMs - sinceMs), endMs - nowMs);
    if (leftMs <= 0) throw waitedTooLong({ path, name, outcome, me });
    await clock.sleep(Math.min(leftMs, pauseMs * (0.5 + random() / 2)), budget.signal);
  }
}

function tidy(path: string): void {
  try {
    removeFormer(path);
  } catch {
    // What is left over harms nobody, and the next holder tries again.
  }
}
