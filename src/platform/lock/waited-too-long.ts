import { FobError } from "../../core/errors.ts";
import { visible } from "../../core/visible.ts";
import { fateOf } from "../process-id.ts";
import type { Outcome } from "./claim.ts";
import type { Holder } from "./lock-file.ts";

interface Wait {
  readonly path: string;
  readonly name: string;
  /** What the last try met. */
  readonly outcome: Outcome;
  readonly me: Holder;
}

export function waitedTooLong({ path, name, outcome, me }: Wait): FobError {
  if (outcome === "garbled") return forAPerson(name, path, "a lock file that cannot be read");
  if (typeof outcome === "string") return busy(name, "other runs of fob");
  if (fateOf(outcome, me) === "unknown") return forAPerson(name, path, placeOf(outcome, me));
  return busy(name, `another fob (process ${outcome.pid})`);
}

function busy(name: string, who: string): FobError {
  return new FobError("lock_timeout", `Waited too long for ${who} to finish with ${visible(name)}.`, {
    hint: "Run the same command again when it has finished.",
    retryable: true,
  });
}

/** Nothing on this machine can tell whether the holder lives, so it is not robbed. */
function forAPerson(name: string, path: string, holder: string): FobError {
  return new FobError("lock_timeout", `${visible(name)} is locked by ${holder}.`, {
    hint: `If no other fob is running, remove ${visible(path)} and run the same command again.`,
    retryable: true,
  });
}

function placeOf(holder: Holder, me: Holder): string {
  if (holder.host !== me.host) return `process ${holder.pid} on ${visible(holder.host)}`;
  return `process ${holder.pid} of another container`;
}
