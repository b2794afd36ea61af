import { FobError } from "../../core/errors.ts";

/** How many the user expects to end; null where --confirm was not given. */
export function countOf(text: string | null): number | null {
  if (text === null) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new FobError("usage", "--confirm takes a count.");
}
