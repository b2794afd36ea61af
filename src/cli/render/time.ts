import type { Cell } from "./table.ts";
import { cell } from "./table.ts";

const units = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** RFC 3339 in UTC, or null. */
export function rfc3339(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}

/** As a person says it: "3 days ago", "in 2 hours"; in a table "3d ago", "in 2h". */
export function relative(date: Date, now: Date, style: "long" | "narrow" = "long"): string {
  const seconds = (date.getTime() - now.getTime()) / 1000;
  const [unit, size] = units.find(([, one]) => Math.abs(seconds) >= one) ?? ["second", 1];
  const format = new Intl.RelativeTimeFormat("en", { numeric: style === "long" ? "auto" : "always", style });
  return format.format(Math.trunc(seconds / size), unit);
}

/** Exact in a pipe, relative on a terminal, where alone it is made: the first `Intl` format costs a tenth of a start. */
export function timeCell(date: Date | null, now: Date, unknown = "-"): Cell {
  if (date === null) return cell(null, unknown);
  return {
    plain: date.toISOString(),
    get human() {
      return relative(date, now, "narrow");
    },
  };
}
