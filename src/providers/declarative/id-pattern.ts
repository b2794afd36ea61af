import { lineOf, type Place, wrong } from "./words.ts";

const longest = 100;
const mostRepeats = 200;
/** Each part of variable length multiplies the ways to match; two, both bounded, are at most 40,000 steps. */
const mostVariable = 2;

const part = /(?:\[[A-Za-z0-9_~:.-]+\]|[A-Za-z0-9_~:-])(?:\{(\d{1,3})(?:,(\d{1,3}))?\}|(\?))?/g;

/**
 * The grammar of ids, in so small a part of regular expressions that none takes long: characters and classes of them,
 * each as often as `{n}`, `{n,m}` or `?` says; no groups, no alternatives, nothing without a bound.
 */
export function idPatternOf(place: Place): string {
  const source = lineOf(place, longest);
  const parts = [...source.matchAll(part)];
  const isWhole = parts.map(([text]) => text).join("") === source;
  const variable = parts.filter(isVariable).length;
  if (isWhole && parts.every(isBounded) && variable <= mostVariable && compiles(source)) return source;
  throw wrong(
    place.path,
    `ids are described as ses_[0-9a-f]{8,40}: characters and [classes], each with {n}, {n,m} up to ${mostRepeats} or ?, at most ${mostVariable} of variable length`,
  );
}

function isBounded([, least = "1", most = least]: RegExpExecArray): boolean {
  return Number(least) <= Number(most) && Number(most) <= mostRepeats;
}

function isVariable([, least, most = least, maybe]: RegExpExecArray): boolean {
  return maybe !== undefined || most !== least;
}

function compiles(source: string): boolean {
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    return false;
  }
}
