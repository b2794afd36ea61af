import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { AuditEntry } from "../../../src/core/audit.ts";
import type { Notice } from "../../../src/core/provider.ts";
import { type AuditWorld, createAudit } from "../../../src/platform/audit/index.ts";
import { openAuditLog } from "../../../src/platform/audit/log.ts";
import { systemClock } from "../../../src/platform/clock.ts";

export const printed: AuditEntry = {
  ...{ action: "print", profile: "work", provider: "acme", ids: ["7"] },
  ...{ result: "printed", error: null, exit: 0 },
};

/** A folder with a log in it, on the real disk. */
export function logWorld(more: Partial<AuditWorld> = {}) {
  const configDir = mkdtempSync(join(tmpdir(), "fob-audit-"));
  onTestFinished(() => rmSync(configDir, { recursive: true }));
  const warnings: Notice[] = [];
  const folder = join(configDir, "audit");
  const { limits } = more;
  const audit = createAudit({
    folder: () => folder,
    clock: systemClock,
    random: Math.random,
    isOn: async () => true,
    redact: (text) => text,
    invokedBy: () => "sh",
    warn: (notice) => void warnings.push(notice),
    ...more,
  });
  return {
    configDir,
    folder,
    warnings,
    audit,
    log: openAuditLog(() => folder, limits),
    path: (name = "000001.jsonl") => join(folder, name),
    lines: (name = "000001.jsonl") => readFileSync(join(folder, name), "utf8").trimEnd().split("\n"),
    names: () => readdirSync(folder).sort(),
    /** So many prints, each a record of its own. */
    async prints(count: number) {
      for (let n = 0; n < count; n++) await audit.record({ ...printed, ids: [`id-${n}`] });
    },
  };
}
