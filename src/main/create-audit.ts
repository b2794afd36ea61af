import type { Globals } from "../cli/global-options.ts";
import type { App } from "../core/app.ts";
import type { SharedAudit } from "../core/audit.ts";
import type { Notice } from "../core/provider.ts";
import type { Redactor } from "../core/redactor.ts";
import { auditFolder } from "../platform/audit/files.ts";
import { openAuditLog } from "../platform/audit/log.ts";
import type { AuditTable } from "../platform/audit/table.ts";
import { systemClock } from "../platform/clock.ts";
import { createPreferences } from "../platform/preferences/preferences.ts";
import { randomId } from "../platform/random.ts";
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
  readonly lock: App["lock"];
  /** Of the database that machines share. */
  readonly table: () => Promise<AuditTable>;
}

/** The log of one call, and those of all machines. */
export function auditsOf(
  setting: AuditSetting,
): Pick<App, "audit" | "auditFlag" | "auditLog" | "sharedAudit"> {
  const audit = auditOf(setting);
  return { ...audit, sharedAudit: sharedAuditOf(setting, audit.auditLog) };
}

/** The log of one call. FOB_AUDIT wins over the preference; one that cannot be read switches nothing off. */
function auditOf(setting: AuditSetting): Pick<App, "audit" | "auditFlag" | "auditLog"> {
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

/** The logs of all machines: loaded, and connected to, where it is asked for. */
function sharedAuditOf({ lock, folder, table }: AuditSetting, log: App["auditLog"]): SharedAudit {
  const open = async () => {
    const [{ openSharedAudit }, found] = await Promise.all([import("../platform/audit/shared.ts"), table()]);
    const alone = <T>(work: () => Promise<T>) => lock.hold("-audit-export", work);
    return openSharedAudit({
      log,
      table: found,
      folder: () => auditFolder(folder()),
      randomId: () => randomId(),
      alone,
    });
  };
  return { append: async () => (await open()).append(), check: async (head) => (await open()).check(head) };
}

async function preferred(folder: () => string): Promise<boolean | null> {
  try {
    return (await createPreferences(folder()).get()).audit;
  } catch {
    return null;
  }
}
