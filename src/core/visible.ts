/**
 * Text from a server, a file or an argument as it may be shown: what moves a cursor, changes colours, reorders
 * text or hides in it is written as `\xNN` or `\uNNNN`. One pass, no regular expression: linear in the text.
 */
export function visible(text: string): string {
  if (plainText.test(text)) return text;
  let shown = "";
  for (const character of text) shown += isHarmless(character) ? character : escaped(character);
  return shown;
}

/** JSON text whose control, bidi and zero-width characters are `\uXXXX`; it parses to the same value. */
export function visibleJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent) ?? "null";
  if (plainText.test(text)) return text;
  let shown = "";
  for (const character of text) {
    shown += character === "\n" || isHarmless(character) ? character : jsonEscaped(character);
  }
  return shown;
}

/** Nearly all text is; without this a list of 100,000 sessions spends a third of its time character by character. */
const plainText = /^[\x20-\x7e]*$/;

function isHarmless(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return false;
  if (code >= 0xd800 && code <= 0xdfff) return false;
  return !isInvisible(code);
}

/** Bidi controls, zero-width characters, line and paragraph separators, the byte-order mark, and tags. */
function isInvisible(code: number): boolean {
  if (code === 0xad || code === 0x061c || code === 0x180e || code === 0xfeff) return true;
  if (code >= 0x200b && code <= 0x200f) return true;
  if (code >= 0x2028 && code <= 0x202e) return true;
  if (code >= 0x2060 && code <= 0x206f) return true;
  return code >= 0xe0000 && code <= 0xe007f;
}

function escaped(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  if (hex.length <= 2) return `\\x${hex.padStart(2, "0")}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, "0")}` : `\\u{${hex}}`;
}

function jsonEscaped(character: string): string {
  let shown = "";
  for (let i = 0; i < character.length; i++) {
    shown += `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`;
  }
  return shown;
}
