import type { AuditFilter } from "../../actions/audit-log.ts";
import { type AuditRecord, auditActions } from "../../core/audit.ts";
import { parseDuration } from "../../core/duration.ts";
import { FobError } from "../../core/errors.ts";
import type { Input, OptionSpec } from "../command.ts";
import { rfc3339 } from "../render/time.ts";
import { count, list, nullable, object, text, time, wordLike } from "../schema/words.ts";

export const auditOptions: readonly OptionSpec[] = [
  { flags: "--since <DURATION>", description: "not longer ago than this, as 7d" },
  {
    flags: "--action <ACTION>",
    description: `${auditActions.join(", ")}; may be given more than once`,
    repeat: true,
  },
];

export const auditSchema = object({
  seq: count,
  time,
  action: wordLike(auditActions),
  profile: nullable(text),
  provider: nullable(text),
  ids: list(text),
  result: text,
  error: nullable(text),
  exit: count,
  count: nullable(count),
  by: nullable(text),
  prev: text,
});

/** `--profile` chooses records here, not a login: a profile that is gone has records too. */
export function auditFilterOf(input: Input, profile: string | null): AuditFilter {
  const since = input.text("since");
  const actions = input.texts("action");
  if (actions.some((action) => !auditActions.some((known) => known === action)))
    throw new FobError("usage", "There is no such action.", {
      hint: `Choose among: ${auditActions.join(", ")}`,
    });
  return { sinceS: since === null ? null : parseDuration(since, "--since"), actions, profile };
}

export function auditJson({
  seq,
  time,
  action,
  profile,
  provider,
  ids,
  result,
  error,
  exit,
  count,
  by,
  prev,
}: AuditRecord) {
  return { seq, time: rfc3339(time), action, profile, provider, ids, result, error, exit, count, by, prev };
}
