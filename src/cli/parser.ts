import { CommanderError, Command as Parser } from "commander";
import { FobError } from "../core/errors.ts";
import type { CommandEntry, OptionSpec } from "./command.ts";
import { commands, groups } from "./commands/index.ts";
import { globalOptions } from "./global-options.ts";
import type { Host } from "./host.ts";
import { checkGroupFlags, pathOf, visibleGlobalOptions } from "./parser-tree.ts";
import { flagsOf, readWords } from "./plain-call.ts";
import { type Call, withOwnStatus } from "./run-command.ts";
import { usageError } from "./usage-errors.ts";

/** Understands argv as a whole, with help and mistakes, and runs the command; answers the exit status. */
export async function parse(
  host: Host,
  argv: readonly string[],
  run: (call: Call) => Promise<number>,
): Promise<number> {
  let status = 0;
  let called: CommandEntry | null = null;
  let reached = "";
  const calls: Calls = {
    reached(path) {
      reached = path;
    },
    found(entry) {
      called = entry;
    },
    async run(call) {
      status = await run(call);
    },
  };
  const parser = createParser(host, calls);
  try {
    await parser.parseAsync(withHelp(argv), { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    throw withOwnStatus(called, asUsage(error, reached) ?? host.asFobError(error));
  }
}

function asUsage(error: unknown, reached: string): FobError | null {
  return error instanceof CommanderError ? usageError(error, reached) : null;
}

/** The parser's own `help COMMAND` shows a command before it is loaded, so without what it takes. */
function withHelp(argv: readonly string[]): string[] {
  const [first, ...rest] = argv;
  if (first !== "help") return [...argv];
  if (leadsNowhere(readWords(rest, flagsOf(globalOptions))?.args ?? [])) {
    throw new FobError("usage", "There is no such command.", { hint: "See the commands with: fob --help" });
  }
  return [...rest, "--help"];
}

/** To no command, to no group of them, and to nothing that a command could take. */
function leadsNowhere(words: readonly string[]): boolean {
  return !commands.some(({ path }) => path.slice(0, words.length).every((word, at) => word === words[at]));
}

interface Calls {
  /** As far as the words lead: a group, then a command of it. */
  reached(path: string): void;
  found(entry: CommandEntry): void;
  run(call: Call): Promise<void>;
}

/** Names and summaries of all commands; what a command takes is loaded when it is the one. */
function createParser(host: Host, calls: Calls): Parser {
  const root = new Parser("fob")
    .description("Log in, see and end sessions, mint tokens; every secret rests in the system's keychain.")
    .version(host.version, "-V, --version", "print the version")
    .exitOverride()
    .showSuggestionAfterError(true)
    .helpCommand("help [command]", "show what a command takes")
    .configureHelp({ showGlobalOptions: true, visibleGlobalOptions })
    .configureOutput({
      writeOut: (text) => host.writeOut(text),
      writeErr: () => {},
      outputError: () => {},
      getOutHelpWidth: () => host.helpWidth() ?? 80,
      getErrHelpWidth: () => 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  addOptions(root, globalOptions);
  root.addHelpText(
    "after",
    `\nExamples:\n${examples(["fob login productive", "fob whoami --all", "fob sessions list --all-profiles"])}`,
  );
  const parsers = new Map<string, Parser>([["", root]]);
  for (const { path, summary } of commands) parserAt(parsers, path).description(summary);
  for (const parser of parsers.values()) {
    parser.hook("preSubcommand", async (_, sub) => {
      const words = pathOf(sub);
      calls.reached(words);
      const entry = commands.find(({ path }) => path.join(" ") === words);
      if (entry !== undefined) await complete(sub, entry, calls);
    });
  }
  return root;
}

/** Made where it is not there yet, with all above it: a command may be a group of others too. */
function parserAt(parsers: Map<string, Parser>, path: readonly string[]): Parser {
  const key = path.join(" ");
  const known = parsers.get(key);
  if (known !== undefined) return known;
  const made = parserAt(parsers, path.slice(0, -1)).command(path.at(-1) ?? "");
  made.description(groups[key] ?? "");
  parsers.set(key, made);
  return made;
}

async function complete(parser: Parser, entry: CommandEntry, calls: Calls): Promise<void> {
  calls.found(entry);
  const command = await entry.load();
  for (const { name, description } of command.arguments ?? []) parser.argument(name, description);
  addOptions(parser, command.options ?? []);
  // Else it would take the flags of the commands below it for its own.
  parser.enablePositionalOptions(parser.commands.length > 0);
  if (command.details !== undefined) parser.addHelpText("after", `\n${command.details}`);
  parser.addHelpText("after", `\nExamples:\n${examples(command.examples)}`);
  parser.action(() => {
    checkGroupFlags(parser);
    return calls.run({ entry, command, args: parser.args, options: parser.optsWithGlobals() });
  });
}

function addOptions(parser: Parser, options: readonly OptionSpec[]): void {
  for (const { flags, description, repeat } of options) {
    if (repeat)
      parser.option(flags, description, (value: string, former?: readonly string[]) => [
        ...(former ?? []),
        value,
      ]);
    else parser.option(flags, description);
  }
}

function examples(lines: readonly string[]): string {
  return lines.map((line) => `  $ ${line}`).join("\n");
}
