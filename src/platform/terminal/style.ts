import type { Style } from "../../core/terminal.ts";

export const plainStyle: Style = { bold: same, dim: same, good: same, warn: same, bad: same };

function same(text: string): string {
  return text;
}
