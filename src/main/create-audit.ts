import type { Globals } from "../cli/global-options.ts";
import type { App } from "../core/app.ts";
import type { Notice } from "../core/provider.ts";
import type { Redactor } from "../core/redactor.ts";
import { auditFolder } from "../platform/audit/files.ts";
import { openAuditLog } from "../platform/audit/log.ts";
import { systemClock } from "../platform/clock.ts";
import { createPreferences } from "../platform/preferences/preferences.ts";
import { lazyAudit } from "./lazy.ts";

export interface AuditSetting {
  readonly globals: Pick<Globals, "audit">;
  /** FobError where there is none. */
  readonly folder: () => string;
  /** Then only FOB_AUDIT turns the log on. */
  readonly leavesNothing: boolean;
  readonly redactor: Redactor;
  readonly ppid: number;
  warn(notice: Notice): void;
}

/** The log of one call. FOB_AUDIT wins over the preference; one that cannot be read switches nothing off. */
export function auditOf(setting: AuditSetting): Pick<App, "audit" | "auditFlag" | "auditLog"> {
  const { globals, folder, leavesNothing, redactor, ppid, warn } = setting;
  const audit = lazyAudit({
    folder: () => auditFolder(folder()),
    clock: systemClock,
    random: Math.random,
    isOn: async () => globals.audit ?? (leavesNothing ? false : ((await preferred(folder)) ?? true)),
    redact: redactor.redact,
    ppid,
    warn,
  });
  // Opened where it is read: what reads and checks the log is more than a short command is.
  const open = () => openAuditLog(() => auditFolder(folder()));
  const auditLog: App["auditLog"] = { records: () => open().records(), check: (kept) => open().check(kept) };
  return { audit, auditFlag: globals.audit, auditLog };
}

async function preferred(folder: () => string): Promise<boolean | null> {
  try {
    return (await createPreferences(folder()).get()).audit;
  } catch {
    return null;
  }
}
