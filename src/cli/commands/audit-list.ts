import { auditRecords } from "../../actions/audit-log.ts";
import type { AuditRecord } from "../../core/audit.ts";
import type { Command } from "../command.ts";
import { cell, type Table } from "../render/table.ts";
import { timeCell } from "../render/time.ts";
import { count, list, object } from "../schema/words.ts";
import { auditFilterOf, auditJson, auditOptions, auditSchema } from "./audit-options.ts";

export const auditList: Command = {
  options: auditOptions,
  details:
    "Oldest first. Every login, logout, mint, print, exec, revocation and renewal of this machine's fob is in the log\n" +
    "once its outcome is known; never a secret. --profile chooses the records of that profile, also of one that is gone.",
  examples: [
    "fob audit list --since 7d",
    "fob audit list --action mint --action print --profile work",
    "fob audit list --jsonl | jq -r 'select(.exit? > 0) | .time'",
  ],
  output: { data: list(auditSchema), meta: object({ count }) },
  async run(app, input) {
    const records: AuditRecord[] = [];
    const { emit } = input;
    let found = 0;
    for (const { record } of auditRecords(app, auditFilterOf(input, app.selection.flag))) {
      found++;
      if (emit === null) records.push(record);
      else if (!emit(auditJson(record))) break;
    }
    return {
      data: records.map(auditJson),
      meta: { count: found },
      table: tableOf(records, app.clock.now()),
      ...(emit === null ? {} : { emitted: true }),
    };
  },
};

function tableOf(records: readonly AuditRecord[], now: Date): Table {
  return {
    columns: [
      { title: "time" },
      { title: "action", whole: true },
      { title: "profile" },
      { title: "provider" },
      { title: "result" },
      { title: "exit", whole: true },
      { title: "ids" },
      { title: "by" },
    ],
    rows: records.map(({ time, action, profile, provider, result, exit, ids, by }) => [
      timeCell(time, now),
      ...[action, profile, provider, result, String(exit), ids.join(" "), by].map((text) => cell(text)),
    ]),
    empty: "Nothing is in the audit log.",
  };
}
