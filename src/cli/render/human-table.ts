import stringWidth from "string-width";
import type { Style } from "../../core/terminal.ts";
import { visible } from "../../core/visible.ts";
import type { Column, Table } from "./table.ts";

const gap = "  ";
const narrowest = 6;

/** Columns padded by what characters occupy on a screen; the widest ones give way until the width fits. */
export function humanTable(
  table: Table,
  width: number,
  style: Style,
  redact: (text: string) => string = (text) => text,
): string {
  if (table.rows.length === 0) return `${table.empty}\n`;
  const rows = table.rows.map((row) => row.map(({ plain, human }) => redact(visible(human ?? plain))));
  const titles = table.columns.map(({ title }) => title.toUpperCase());
  const full = widest([titles, ...rows]);
  const count = fitting(table.columns, full, width);
  const widths = narrowed(table.columns, full.slice(0, count), width);
  const lines = rows.map((row) => line(row.slice(0, count), widths));
  return `${[style.bold(line(titles.slice(0, count), widths)), ...lines].join("\n")}\n`;
}

/** How many columns fit beside each other when each gives way as far as it can; those to the right are left out. */
function fitting(columns: readonly Column[], widths: readonly number[], width: number): number {
  let least = -gap.length;
  for (const [at, one] of widths.entries()) {
    least += gap.length + (columns[at]?.whole ? one : Math.min(one, narrowest));
    if (least > width && at > 0) return at;
  }
  return widths.length;
}

function widest(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, text] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, columnsOf(text));
  }
  return widths;
}

function narrowed(columns: readonly Column[], widths: readonly number[], width: number): number[] {
  const fitted = [...widths];
  let excess = fitted.reduce((sum, one) => sum + one, (fitted.length - 1) * gap.length) - width;
  while (excess > 0) {
    const at = widestThatGives(columns, fitted);
    if (at < 0) break;
    fitted[at] = (fitted[at] ?? 0) - 1;
    excess--;
  }
  return fitted;
}

function widestThatGives(columns: readonly Column[], widths: readonly number[]): number {
  let found = -1;
  for (const [at, one] of widths.entries()) {
    if (columns[at]?.whole || one <= narrowest) continue;
    if (found < 0 || one > (widths[found] ?? 0)) found = at;
  }
  return found;
}

function line(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((text, at) => padded(text, widths[at] ?? 0))
    .join(gap)
    .trimEnd();
}

function padded(text: string, width: number): string {
  const columns = columnsOf(text);
  return columns <= width ? text + " ".repeat(width - columns) : cut(text, width);
}

/** Between what is seen as characters: a mark or a skin colour by itself is wider than with its letter or hand. */
function cut(text: string, width: number): string {
  let kept = "";
  let columns = 0;
  for (const { segment } of new Intl.Segmenter("en").segment(text)) {
    const next = columnsOf(segment);
    if (columns + next > width - 1) break;
    kept += segment;
    columns += next;
  }
  return `${kept}…${" ".repeat(width - 1 - columns)}`;
}

/** At most so many columns of it. */
export function shortenedTo(text: string, width: number): string {
  return columnsOf(text) <= width ? text : cut(text, width).trimEnd();
}

/** Measuring is slow and plain letters, the usual case, need none. */
function columnsOf(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}
