import { type ParseArgsConfig, parseArgs } from "node:util";
import type { ArgumentSpec, Command, CommandEntry, OptionSpec } from "../command.ts";
import { commandIn } from "../command-words.ts";
import { globalOptions } from "../global-options.ts";

type FlagSpec = NonNullable<ParseArgsConfig["options"]>[string];

/** What the words before the cursor say. */
export interface Typed {
  /** Names of groups and commands, as far as they were typed. */
  readonly path: readonly string[];
  readonly entry: CommandEntry | null;
  readonly command: Command | null;
  readonly options: readonly OptionSpec[];
  /** Flags that were given, by their long names, with the value where one was. */
  readonly given: ReadonlyMap<string, string | null>;
  readonly args: readonly string[];
  /** The cursor stands at the value of this option. */
  readonly open: OptionSpec | null;
  readonly afterDashes: boolean;
}

export async function readTyped(words: readonly string[], commands: readonly CommandEntry[]): Promise<Typed> {
  const names = namesIn(words);
  const entry = commandIn(names, commands) ?? null;
  const command = (await entry?.load()) ?? null;
  const options = [...globalOptions, ...(command?.options ?? [])];
  const { given, args, open, afterDashes } = readFlags(words, options);
  const path = entry?.path ?? args;
  return { path, entry, command, options, given, args: args.slice(path.length), open, afterDashes };
}

/** The words that are no flags; those of all commands are known before the command is. */
function namesIn(words: readonly string[]): readonly string[] {
  return readFlags(words, globalOptions).args;
}

function readFlags(words: readonly string[], options: readonly OptionSpec[]) {
  const known = options.map((option): [string, FlagSpec] => {
    const short = /^-(\w),/.exec(option.flags)?.[1];
    const type = takesValue(option) ? "string" : "boolean";
    return [longName(option).slice(2), short === undefined ? { type } : { type, short }];
  });
  const { tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries(known),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const flags = tokens.filter((token) => token.kind === "option");
  const last = flags.at(-1);
  const lastOption = last && optionNamed(`--${last.name}`, options);
  const isOpen = last?.index === words.length - 1 && last.value === undefined;
  return {
    given: new Map(flags.map(({ name, value }) => [`--${name}`, value ?? null])),
    args: tokens.flatMap((token) => (token.kind === "positional" ? [token.value] : [])),
    open: lastOption && takesValue(lastOption) && isOpen ? lastOption : null,
    afterDashes: tokens.some(({ kind }) => kind === "option-terminator"),
  };
}

export function optionNamed(name: string, options: readonly OptionSpec[]): OptionSpec | undefined {
  return options.find((option) => longName(option) === name);
}

/** `-p, --profile <NAME>` is called `--profile`. */
export function longName({ flags }: OptionSpec): string {
  return /--[a-z-]+/.exec(flags)?.[0] ?? flags;
}

function takesValue({ flags }: OptionSpec): boolean {
  return flags.includes("<");
}

/** The argument that comes next; the last one may take all that is left. */
export function nextArgument({ command, args }: Typed): ArgumentSpec | null {
  const specs = command?.arguments ?? [];
  const last = specs.at(-1);
  return specs[args.length] ?? (last?.name.includes("...") ? last : null);
}
