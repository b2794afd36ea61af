import { FobError, isFobError } from "../../core/errors.ts";
import { visible } from "../../core/visible.ts";
import { runAgain } from "../partly-done.ts";
import type { Incident, IncidentItem, Looked } from "./words.ts";

/** The failure of the whole: of one thing alone its own cause, else "partly done"; nobody of that name is one too. */
export function incidentFailure(incident: Incident, signal: AbortSignal): FobError | null {
  const { items, coverage, users } = incident;
  const open = items.filter(isOpen);
  const unseen = coverage.filter(({ complete }) => !complete);
  if (signal.aborted) return interrupted(signal, open.length, items.length);
  const [first, second] = [...open, ...unseen];
  if (first === undefined)
    return isKnown(incident)
      ? null
      : new FobError("usage", `Nobody called ${named(users)} is known here.`, hint);
  if (second === undefined && items.length <= 1 && first.error !== null) return first.error;
  return partly(open, unseen, items.length);
}

const hint = { hint: "Give the login, e-mail address or id as the provider has it; see: fob whoami --all" };

function isOpen({ result }: IncidentItem): boolean {
  return result === "failed" || result === "skipped" || result === "not_possible";
}

function isKnown({ items, coverage }: Incident): boolean {
  return items.length > 0 || coverage.some(({ userIds }) => userIds.length > 0);
}

function named(users: readonly string[]): string {
  return users.map((user) => visible(user).slice(0, 80)).join(" or ");
}

function partly(open: readonly IncidentItem[], unseen: readonly Looked[], count: number): FobError {
  const done = open.length === 0 ? [] : [`${open.length} of ${count} things are left to do`];
  const seen = unseen.length === 0 ? [] : [`incomplete searches: ${unseen.length}`];
  const causes = [...open, ...unseen].flatMap(({ profile, baseUrl, error }) =>
    error === null ? [] : [`${profile ?? baseUrl}: ${error.message}`],
  );
  const told = [...new Set(causes)].slice(0, 3).join(" ");
  const isAllByHand = unseen.length === 0 && open.every(({ result }) => result === "not_possible");
  return new FobError("partly_done", visible(`${[...done, ...seen].join(", ")}. ${told}`), {
    hint: isAllByHand ? "What to do by hand is in the answer, and in the file of --report." : runAgain,
  });
}

function interrupted({ reason }: AbortSignal, open: number, count: number): FobError {
  const code = isFobError(reason) ? reason.code : "interrupted";
  return new FobError(code, `Interrupted: ${open} of ${count} things are left to do.`, { hint: runAgain });
}
