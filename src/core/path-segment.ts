/**
 * Text that is one segment of a URL's path and nothing else once it is encoded. encodeURIComponent leaves `.` and `..`
 * as they are, and a server or proxy that decodes twice would see an encoded slash or dot.
 */
export function isPathSegment(text: string): boolean {
  if (text === "" || text === "." || text === "..") return false;
  const encodedTrick = /%(?:2[ef5]|5c|7f|[01])/i.test(text);
  return !encodedTrick && !/[/\\\x00-\x1f\x7f-\x9f]/.test(text) && text.isWellFormed();
}
