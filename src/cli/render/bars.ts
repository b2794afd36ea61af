import stringWidth from "string-width";
import { visible } from "../../core/visible.ts";

export interface Bar {
  readonly label: string;
  readonly count: number;
}

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const longestLabel = 24;

/** A bar a line, the longest as long as the width allows; whatever is counted shows. */
export function bars(rows: readonly Bar[], width: number, unicode: boolean): readonly string[] {
  const labels = rows.map(({ label }) => shortened(visible(label), unicode));
  const widest = Math.max(0, ...labels.map((label) => stringWidth(label)));
  const digits = Math.max(1, ...rows.map(({ count }) => String(count).length));
  const most = Math.max(1, ...rows.map(({ count }) => count));
  const room = Math.max(1, width - widest - digits - 4);
  return rows.map(({ count }, at) => {
    const label = labels[at] ?? "";
    const padding = " ".repeat(widest - stringWidth(label));
    return `${label}${padding}  ${String(count).padStart(digits)}  ${bar(count / most, room, unicode)}`.trimEnd();
  });
}

function bar(share: number, room: number, unicode: boolean): string {
  if (share === 0) return "";
  if (!unicode) return "#".repeat(Math.max(1, Math.round(share * room)));
  const parts = Math.max(1, Math.round(share * room * 8));
  return "█".repeat(Math.floor(parts / 8)) + (eighths[parts % 8] ?? "");
}

function shortened(label: string, unicode: boolean): string {
  if (stringWidth(label) <= longestLabel) return label;
  const characters = [...label];
  while (stringWidth(characters.join("")) > longestLabel - 3) characters.pop();
  return `${characters.join("")}${unicode ? "…" : "..."}`;
}
