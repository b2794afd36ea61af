import type { ArgumentSpec, OptionSpec } from "./command.ts";
import { commandIn, commandsBelow } from "./command-words.ts";
import { commands } from "./commands/index.ts";
import { globalOptions, optionKey } from "./global-options.ts";
import type { Call } from "./run-command.ts";

/**
 * The call, where it has the plain form that scripts use: the command's words first, then its arguments and known
 * flags, each spelt in full. Null for everything else, help and mistakes too: the whole parser is asked then.
 * What this understands, the parser understands in the same way (test/cli/plain-call.test.ts).
 */
export async function plainCall(argv: readonly string[]): Promise<Call | null> {
  const entry = commandIn(argv, commands);
  if (entry === undefined) return null;
  const command = await entry.load();
  const flags = flagsOf([...(command.options ?? []), ...globalOptions]);
  const read = readWords(argv.slice(entry.path.length), flags);
  if (read === null || !fits(read.args, command.arguments ?? [])) return null;
  // What stands behind its flags may be one of its own commands.
  if (read.args.length > 0 && commandsBelow(entry.path, commands).length > 0) return null;
  return { entry, command, ...read };
}

interface Flag {
  readonly key: string;
  readonly takes: "nothing" | "value" | "values";
  readonly says: boolean;
}

const unknown: Flag = { key: "", takes: "value", says: true };

const spelling = /^(?:(-\w), )?--(no-)?([a-z-]+)( <[^>]+>)?$/;

export function flagsOf(specs: readonly OptionSpec[]): ReadonlyMap<string, Flag> {
  const flags = new Map<string, Flag>();
  for (const { flags: text, repeat } of specs) {
    const [, short, no, name, value] = spelling.exec(text) ?? [];
    if (name === undefined) continue;
    const key = optionKey(name);
    const takes = value === undefined ? "nothing" : repeat ? "values" : "value";
    const flag: Flag = { key, takes, says: no === undefined };
    flags.set(`--${no ?? ""}${name}`, flag);
    if (short !== undefined) flags.set(short, flag);
  }
  return flags;
}

export function readWords(words: readonly string[], flags: ReadonlyMap<string, Flag>) {
  const args: string[] = [];
  const options: Record<string, unknown> = {};
  for (const { key, says } of flags.values()) if (!says) options[key] = true;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (!word.startsWith("-")) {
      args.push(word);
      continue;
    }
    const flag = flags.get(word) ?? unknown;
    if (flag.takes !== "nothing") at += 1;
    options[flag.key] = valueFor(flag, words[at], options[flag.key]);
    if (options[flag.key] === undefined) return null;
  }
  return { args, options };
}

/** Undefined where a value is due and what follows may be none. */
function valueFor(flag: Flag, word: string | undefined, former: unknown): unknown {
  const { takes, says } = flag;
  if (flag === unknown) return undefined;
  if (takes === "nothing") return says;
  if (word === undefined || word.startsWith("-")) return undefined;
  return takes === "value" ? word : [...(Array.isArray(former) ? former : []), word];
}

/** Neither missing nor too many. */
function fits(args: readonly string[], specs: readonly ArgumentSpec[]): boolean {
  const fewest = specs.filter(({ name }) => name.startsWith("<")).length;
  const most = specs.some(({ name }) => name.includes("...")) ? Number.POSITIVE_INFINITY : specs.length;
  return args.length >= fewest && args.length <= most;
}
