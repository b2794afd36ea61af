import { auditFailure, auditRecords } from "../../actions/audit-log.ts";
import type { App } from "../../core/app.ts";
import type { AuditRecord } from "../../core/audit.ts";
import { FobError } from "../../core/errors.ts";
import { visible } from "../../core/visible.ts";
import type { Command, Input, View } from "../command.ts";
import { count, nullable, object, text } from "../schema/words.ts";
import { auditFilterOf, auditJson, auditOptions } from "./audit-options.ts";

const formats = ["jsonl", "csv"] as const;

export const auditExport: Command = {
  options: [
    { flags: "--format <FORMAT>", description: "jsonl (as it stands in the log) or csv" },
    ...auditOptions,
    {
      flags: "--to <PLACE>",
      description: "postgres: add what is new to the shared database, and check it",
      values: ["postgres"],
    },
  ],
  details:
    "jsonl gives each record as it stands in the log, so that its hash can be checked elsewhere (SHA-256 of the line\n" +
    "without its newline is the next one's prev). In csv, what a spreadsheet would take for a formula starts with '.\n" +
    "--to postgres adds the whole log of this machine to the database that machines share (fob store init), where no client\n" +
    "can change it, and again only what is new since; check it all with: fob audit verify --from postgres",
  examples: [
    "fob audit export > audit.jsonl",
    "fob audit export --format csv --since 30d > audit.csv",
    "fob audit export --to postgres",
  ],
  output: { data: object({ chain: text, added: count, records: count, head: nullable(text) }) },
  async run(app, input) {
    if (input.text("to") !== null) return exportShared(app, input);
    const format = formats.find((one) => one === (input.text("format") ?? "jsonl"));
    if (format === undefined) throw new FobError("usage", `--format takes ${formats.join(" or ")}.`);
    const records = auditRecords(app, auditFilterOf(input, app.selection.flag));
    const [found, lines] = format === "csv" ? csvOf(records) : jsonlOf(records);
    const bytes = { head: "", body: Buffer.from(lines, "utf8"), mediaType: mediaTypes[format], ifLost };
    return { data: { format, count: found }, bytes };
  },
};

/** A log with holes cannot be checked, so the whole of it goes. */
async function exportShared(app: App, input: Input): Promise<View> {
  if (input.text("to") !== "postgres") throw new FobError("usage", "--to takes postgres.");
  const chosen = ["format", "since", "action"].find(
    (flag) => input.text(flag) !== null || input.texts(flag).length > 0,
  );
  if (chosen !== undefined || app.selection.flag !== null)
    throw new FobError(
      "usage",
      `--to postgres takes the whole log, so it goes without --${chosen ?? "profile"}.`,
    );
  const { problems, ...data } = await app.sharedAudit.append();
  const { added, records, head } = data;
  return {
    data,
    text: () => `${added} records were added; ${records} are there of this machine.\nhead ${head ?? "-"}`,
    failure: auditFailure({ problems }),
  };
}

type Records = ReturnType<typeof auditRecords>;

const ifLost = "The log is still there: run the same command again.";
const mediaTypes = { jsonl: "application/jsonl", csv: "text/csv" };

function jsonlOf(records: Records): readonly [number, string] {
  const lines = [...records].map(({ line }) => `${line}\n`);
  return [lines.length, lines.join("")];
}

/** RFC 4180, with a header. */
function csvOf(records: Records): readonly [number, string] {
  const rows = [...records].map(({ record }) => Object.values(fieldsOf(record)));
  const titles = Object.keys(fieldsOf(blank));
  return [rows.length, [titles, ...rows].map((row) => `${row.map(csvCell).join(",")}\r\n`).join("")];
}

const blank: AuditRecord = {
  ...{ seq: 0, time: new Date(0), action: "gap", profile: null, provider: null, ids: [], result: "" },
  ...{ error: null, exit: 0, count: null, by: null, prev: "" },
};

function fieldsOf(record: AuditRecord) {
  return { ...auditJson(record), ids: record.ids.join(" ") };
}

function csvCell(value: string | number | null): string {
  const text = visible(String(value ?? ""));
  // owasp.org/www-community/attacks/CSV_Injection
  const harmless = typeof value === "string" && /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
