/**
 * JSON as text, for what must come out as it went in: JSON.parse rounds numbers beyond 2^53 and drops repeated keys.
 * All of it wants text that JSON.parse has accepted.
 */
export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export function* tokensOf(json: string): Generator<Token> {
  const pattern = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
  for (const { 0: text, index } of json.matchAll(pattern))
    yield { text, start: index, end: index + text.length };
}

/** The members of an object as the text of each value, by its name. */
export function membersOf(json: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  for (const part of partsOf(json)) {
    const name = /^\s*"(?:[^"\\]|\\.)*"/.exec(part)?.[0] ?? "";
    members.set(JSON.parse(name), part.slice(part.indexOf(":", name.length) + 1).trim());
  }
  return members;
}

/** The items of a list, each as its text. */
export function itemsOf(json: string): readonly string[] {
  return partsOf(json);
}

const steps: Readonly<Record<string, number>> = { "{": 1, "[": 1, "}": -1, "]": -1 };

/** What stands between the outermost brackets, split at the commas of that level. */
function partsOf(json: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { text, start, end } of tokensOf(json)) {
    const step = steps[text] ?? 0;
    depth += step;
    if (step === 1 && depth === 1) from = end;
    if (depth === 0 || (text === "," && depth === 1)) {
      parts.push(json.slice(from, start).trim());
      from = end;
    }
  }
  return parts.filter((part) => part !== "");
}
