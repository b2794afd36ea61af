import { FobError } from "./errors.ts";

const secondsIn: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Seconds in `90s`, `15m`, `72h`, `30d` or `4w`; `flag` names what was given wrong. */
export function parseDuration(text: string, flag: string): number {
  const match = /^([1-9]\d{0,6})([smhdw])$/.exec(text);
  const [, count, unit] = match ?? [];
  if (count !== undefined && unit !== undefined) return Number(count) * (secondsIn[unit] ?? 1);
  throw new FobError("usage", `${flag} takes a duration such as 90s, 15m, 72h, 30d or 4w.`);
}
