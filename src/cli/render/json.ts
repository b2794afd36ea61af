import { tokensOf } from "../../core/json-text.ts";
import { visible } from "../../core/visible.ts";

/** JSON with a line for each member; every value is shown as it was sent. Null for what is no JSON. */
export function prettyJson(text: string): string | null {
  if (!isJson(text)) return null;
  let depth = 0;
  let shown = "";
  let former = "";
  for (const { text: token } of tokensOf(text)) {
    if (isCloser(token)) depth -= 1;
    if (breaksLine(former, token)) shown += `\n${"  ".repeat(depth)}`;
    shown += token === ":" ? ": " : jsonVisible(token);
    if (isOpener(token)) depth += 1;
    former = token;
  }
  return `${shown}\n`;
}

/** JSON on one line, every value as it was sent. */
export function compactJson(text: string): string {
  let shown = "";
  for (const { text: token } of tokensOf(text)) shown += jsonVisible(token);
  return shown;
}

function breaksLine(former: string, token: string): boolean {
  if (isOpener(former)) return !isCloser(token);
  return isCloser(token) || former === ",";
}

function isOpener(token: string): boolean {
  return token === "{" || token === "[";
}

function isCloser(token: string): boolean {
  return token === "}" || token === "]";
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Inside JSON an escape is written as JSON has it, so that what is copied from the screen still parses. */
function jsonVisible(token: string): string {
  if (visible(token) === token) return token;
  let shown = "";
  for (const character of token) {
    shown += visible(character) === character ? character : unitsOf(character);
  }
  return shown;
}

function unitsOf(character: string): string {
  const units = [...Array(character.length).keys()].map((at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
