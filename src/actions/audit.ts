import type { App } from "../core/app.ts";
import type { AuditAction, AuditEntry } from "../core/audit.ts";
import { exitStatus, type FobError, isFobError } from "../core/errors.ts";
import type { Profile } from "../core/profile.ts";
import type { Login } from "./login.ts";
import { setPreference } from "./preferences.ts";

/** Whose action it is, as the audit log names it. */
export interface Doer {
  readonly profile: string | null;
  readonly provider: string | null;
  readonly ids: readonly string[];
}

export function doerOf({ profile, definition }: Login): Doer {
  return { profile: profile?.name ?? null, provider: definition.info.id, ids: idsOf(profile) };
}

export function idsOf(profile: Profile | null): readonly string[] {
  const id = profile?.session.id ?? null;
  return id === null ? [] : [id];
}

export function entryOf(
  action: AuditAction,
  doer: Doer,
  result: string,
  error: FobError | null = null,
): AuditEntry {
  const { profile, provider, ids } = doer;
  return { action, profile, provider, ids, result, error: error?.code ?? null, exit: error?.exit ?? 0 };
}

/** Does the work and tells of it, whichever way it ends. What is refused before it is tried is not told. */
export async function recorded<T>(
  app: App,
  action: AuditAction,
  doer: Doer,
  work: () => Promise<T>,
  outcome: (done: T) => Partial<Doer> & { readonly result: string; readonly exit?: number },
): Promise<T> {
  try {
    const done = await work();
    const { result, exit = 0, ...more } = outcome(done);
    await app.audit.record({ ...entryOf(action, { ...doer, ...more }, result), exit });
    return done;
  } catch (error) {
    if (isFobError(error) && !isRefusedBefore(error))
      await app.audit.record(entryOf(action, doer, "failed", error));
    throw error;
  }
}

function isRefusedBefore({ exit }: FobError): boolean {
  return exit === exitStatus.usage || exit === exitStatus.unsupported;
}

/** Switching the log off is the last thing it tells, and switching it on the first. */
export async function switchAudit(app: App, on: boolean): Promise<void> {
  const entry = entryOf(on ? "audit_on" : "audit_off", { profile: null, provider: null, ids: [] }, "done");
  if (!on) await app.audit.record(entry);
  await setPreference(app, { audit: on });
  if (on) await app.audit.record(entry);
  if (app.auditFlag === null || app.auditFlag === on) return;
  const message = `FOB_AUDIT is set and wins: the log is ${app.auditFlag ? "written" : "not written"} while it is.`;
  app.warn({ code: "audit_variable", message });
}
