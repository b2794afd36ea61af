/** A call that can be answered without the program. */
export type Form =
  | { readonly of: "version" | "help" }
  | { readonly of: "whoami" | "token"; readonly flags: Flags };

/** What stands behind the words of `whoami --offline` and `token print`. */
export interface Flags {
  readonly profile?: string;
  readonly store?: string;
  readonly configDir?: string;
  readonly json?: true;
  readonly quiet?: true;
}

const version: readonly string[] = ["--version", "-V"];
const help: readonly string[] = ["--help", "-h", "help"];

const keys: ReadonlyMap<string, "profile" | "store" | "configDir"> = new Map([
  ["-p", "profile"],
  ["--profile", "profile"],
  ["--store", "store"],
  ["--config-dir", "configDir"],
]);

/** The few calls that scripts make again and again, each word spelt in full; null for everything else. */
export function formOf([first = "", second, ...rest]: readonly string[]): Form | null {
  if (first === "whoami" && second === "--offline") return withFlags("whoami", rest);
  if (first === "token" && second === "print") return withFlags("token", rest);
  if (second !== undefined) return null;
  if (version.includes(first)) return { of: "version" };
  return help.includes(first) ? { of: "help" } : null;
}

function withFlags(of: "whoami" | "token", words: readonly string[]): Form | null {
  let flags: Flags = {};
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    const key = keys.get(word);
    if (word === "--quiet") flags = { ...flags, quiet: true };
    else if (word === "--json" && of === "whoami") flags = { ...flags, json: true };
    else {
      const value = words[++at];
      if (key === undefined || !value || value.startsWith("-")) return null;
      flags = { ...flags, [key]: value };
    }
  }
  return { of, flags };
}
