import { visible } from "../../core/visible.ts";

export interface Column {
  readonly title: string;
  /** Never cut, however narrow the terminal. */
  readonly whole?: true;
}

export interface Cell {
  /** In a pipe: exact. */
  readonly plain: string;
  /** On a terminal, where that differs: relative times, marks. */
  readonly human?: string;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Shown on a terminal where there is no row. */
  readonly empty: string;
}

export function cell(plain: string | null, human?: string): Cell {
  return { plain: plain ?? "", human: human ?? plain ?? "-" };
}

/** A row a line, columns by tab, nothing cut, no header. */
export function tsv(table: Table): string {
  return table.rows.map((row) => `${row.map(({ plain }) => visible(plain)).join("\t")}\n`).join("");
}
