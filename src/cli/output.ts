import type { FobError } from "../core/errors.ts";
import type { Notice } from "../core/provider.ts";
import type { Terminal } from "../core/terminal.ts";
import { visible, visibleJson } from "../core/visible.ts";
import type { View } from "./command.ts";
import { errorJson } from "./json/index.ts";
import { tsv } from "./render/table.ts";
import { schemaName } from "./schema/name.ts";

export type Format = "human" | "json" | "jsonl";

/** The one place that prints an answer. */
export async function printView(
  terminal: Terminal,
  format: Format,
  schema: string,
  view: View,
  warnings: readonly Notice[],
): Promise<void> {
  const isPlain = view.status !== undefined || view.bytes !== undefined || view.bare || format === "human";
  if (isPlain) {
    printWarnings(terminal, warnings);
    await printPlain(terminal, format, view);
  } else printJson(terminal, format, schema, view, warnings);
}

function printJson(
  terminal: Terminal,
  format: Format,
  schema: string,
  { data, meta = {}, secret, emitted }: View,
  warnings: readonly Notice[],
): void {
  const print = secret === undefined ? terminal.print : terminal.printSecret;
  if (format === "json") {
    print(`${visibleJson({ schema, data, meta, warnings }, terminal.human ? 2 : undefined)}\n`);
    return;
  }
  const items = emitted ? [] : Array.isArray(data) ? data : [data];
  print([...items, { meta, warnings }].map((line) => `${visibleJson(line)}\n`).join(""));
}

/** A command that was run has had stdout for itself. */
async function printPlain(terminal: Terminal, format: Format, view: View): Promise<void> {
  if (view.status !== undefined) return;
  if (view.bytes !== undefined) (await import("./render/bytes.ts")).printBytes(terminal, view.bytes);
  else if (view.bare) terminal.print(bareText(terminal, format, view));
  else if (view.secret !== undefined) terminal.printSecret(`${view.secret.line}\n`);
  else terminal.print(await humanText(terminal, view));
}

function bareText({ human }: Terminal, format: Format, { data }: View): string {
  return `${visibleJson(data, human || format === "human" ? 2 : undefined)}\n`;
}

async function humanText(terminal: Terminal, { table, text }: View): Promise<string> {
  if (terminal.human && text !== undefined) return withNewline(text(terminal.out));
  if (table === undefined) return withNewline(text?.(terminal.out) ?? "");
  if (!terminal.human) return tsv(table);
  // What measures characters costs more than all else of a short command.
  const { humanTable } = await import("./render/human-table.ts");
  return humanTable(table, terminal.width, terminal.out, terminal.redact);
}

function withNewline(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

export function printWarnings(terminal: Terminal, warnings: readonly Notice[]): void {
  for (const { message } of warnings) terminal.note(`${terminal.err.warn("warning:")} ${visible(message)}`);
}

/** What is wrong, and what to type next. With JSON the last line is the error as data. */
export function errorText(
  error: FobError,
  format: Format,
  bad: (text: string) => string,
  dim: (text: string) => string,
): string {
  if (format !== "human") return visibleJson({ schema: schemaName("error"), error: errorJson(error) });
  const { hint, choices = hint === undefined ? [] : [hint] } = error.details;
  const message = `${bad("fob:")} ${visible(error.message)}`;
  return [message, ...choices.map((line) => dim(`  ${visible(line)}`))].join("\n");
}
