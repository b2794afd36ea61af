import type { App } from "../core/app.ts";
import type { AuditCheck, AuditRecord } from "../core/audit.ts";
import { FobError } from "../core/errors.ts";

export interface AuditFilter {
  /** Not longer ago than so many seconds. */
  readonly sinceS: number | null;
  readonly actions: readonly string[];
  readonly profile: string | null;
}

export function* auditRecords(
  app: App,
  { sinceS, actions, profile }: AuditFilter,
): Iterable<{ readonly record: AuditRecord; readonly line: string }> {
  const fromMs = sinceS === null ? Number.NEGATIVE_INFINITY : app.clock.now().getTime() - sinceS * 1000;
  for (const one of app.auditLog.records()) {
    const { record } = one;
    if (record.time.getTime() < fromMs) continue;
    if (actions.length > 0 && !actions.includes(record.action)) continue;
    if (profile === null || record.profile === profile) yield one;
  }
}

export function auditFailure({ problems }: Pick<AuditCheck, "problems">): FobError | null {
  const [first] = problems;
  if (first === undefined) return null;
  const where = `${first.file} line ${first.line}: ${first.message}`;
  const more = problems.length === 1 ? "" : ` And ${problems.length - 1} more.`;
  return new FobError("unsafe", `The audit log is not as fob wrote it. ${where}${more}`, {
    hint: "Compare it with a copy that was exported before: fob audit export",
  });
}
