import type { CommandEntry } from "../command.ts";

export const auditCommands: readonly CommandEntry[] = [
  {
    path: ["audit", "list"],
    summary: "list what fob did on this machine",
    load: async () => (await import("./audit-list.ts")).auditList,
  },
  {
    path: ["audit", "verify"],
    summary: "check that the log is as fob wrote it",
    load: async () => (await import("./audit-verify.ts")).auditVerify,
  },
  {
    path: ["audit", "export"],
    summary: "write the log to stdout as JSON lines or CSV",
    load: async () => (await import("./audit-export.ts")).auditExport,
  },
  {
    path: ["audit", "on"],
    summary: "write the log",
    load: async () => (await import("./audit-on.ts")).auditOn,
  },
  {
    path: ["audit", "off"],
    summary: "write no log",
    load: async () => (await import("./audit-off.ts")).auditOff,
  },
];
