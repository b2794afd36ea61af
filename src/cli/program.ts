import { CommanderError, Command as Parser } from "commander";
import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { Notice } from "../core/provider.ts";
import type { Command, CommandEntry, OptionSpec, View } from "./command.ts";
import { commands, groups } from "./commands/index.ts";
import { type Env, type Globals, globalOptions, readGlobals } from "./global-options.ts";
import { inputOf } from "./input.ts";
import { printView, printWarnings } from "./output.ts";
import { checkGroupFlags, pathOf, visibleGlobalOptions } from "./parser-tree.ts";
import { schemaName } from "./schema/name.ts";
import { usageError } from "./usage-errors.ts";

/** What the program needs of the process; main.ts gives the real one, tests a fake. */
export interface Host {
  readonly version: string;
  readonly env: Env;
  /** `bulk`: the command has no limit on its total time, only on time without progress. */
  createApp(globals: Globals, bulk: boolean, warn: (notice: Notice) => void): Promise<App>;
  /** Writes to stdout what is no command's answer: help and version. */
  writeOut(text: string): void;
  /** Tells a failure on stderr, redacted. */
  fail(error: FobError, format: Globals["format"], app: App | null): void;
  /** A bug of ours as an error to be told. */
  asFobError(error: unknown): FobError;
  close(): Promise<void>;
}

/** Parses, runs one command, prints once; answers the exit status. */
export async function runProgram(host: Host, argv: readonly string[]): Promise<number> {
  let status = 0;
  let called: CommandEntry | null = null;
  const calls = {
    found: (entry: CommandEntry) => {
      called = entry;
    },
    async run(entry: CommandEntry, command: Command, parsed: Parser) {
      status = await runCommand(host, entry, command, parsed, argv);
    },
  };
  const parser = createParser(host, calls);
  try {
    await parser.parseAsync(withHelp(argv), { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const told = error instanceof CommanderError ? usageError(error) : host.asFobError(error);
    const failure = withOwnStatus(called, told);
    host.fail(failure, formatOf(argv), null);
    return failure.exit;
  } finally {
    await host.close();
  }
}

/** The parser's own `help COMMAND` shows a command before it is loaded, so without what it takes. */
function withHelp(argv: readonly string[]): string[] {
  const [first, ...rest] = argv;
  return first === undefined || first === "help" ? [...rest, "--help"] : [...argv];
}

interface Calls {
  found(entry: CommandEntry): void;
  run(entry: CommandEntry, command: Command, parser: Parser): Promise<void>;
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
    .configureOutput({ writeOut: (text) => host.writeOut(text), writeErr: () => {}, outputError: () => {} });
  addOptions(root, globalOptions);
  root.addHelpText(
    "after",
    `\nExamples:\n${examples(["fob login productive", "fob whoami --all", "fob sessions list --all-profiles"])}`,
  );
  const parsers = new Map<string, Parser>([["", root]]);
  for (const { path, summary } of commands) parserAt(parsers, path).description(summary);
  for (const parser of parsers.values()) {
    parser.hook("preSubcommand", async (_, sub) => {
      const entry = commands.find(({ path }) => path.join(" ") === pathOf(sub));
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
    return calls.run(entry, command, parser);
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

async function runCommand(
  host: Host,
  entry: CommandEntry,
  command: Command,
  parser: Parser,
  argv: readonly string[],
): Promise<number> {
  const options: Readonly<Record<string, unknown>> = parser.optsWithGlobals();
  const globals = readGlobals(options, host.env);
  const warnings: Notice[] = [];
  let app: App | null = null;
  try {
    const isBulk = entry.bulk === true || (entry.bulk !== undefined && options[entry.bulk] === true);
    app = await host.createApp(globals, isBulk, (notice) => warnings.push(notice));
    const view = await command.run(app, inputOf(app, globals, parser.args, options, argv));
    await print(app, globals, entry, view, warnings);
    const failure = (await view.afterwards?.()) ?? view.failure;
    if (failure) host.fail(failure, globals.format, app);
    return view.status || (failure?.exit ?? 0);
  } catch (error) {
    const failure = withOwnStatus(entry, host.asFobError(error));
    if (app !== null) printWarnings(app.terminal, warnings);
    host.fail(failure, globals.format, app);
    return failure.exit;
  }
}

/** Where all other statuses belong to the command that is run, fob's own failures have one. */
function withOwnStatus(entry: CommandEntry | null, failure: FobError): FobError {
  const asEver = ["command_not_executable", "command_not_found", "hangup", "interrupted", "terminated"];
  return entry?.runsCommand && !asEver.includes(failure.code) ? failure.with({ exit: 125 }) : failure;
}

async function print(
  app: App,
  { format }: Globals,
  { path }: CommandEntry,
  view: View,
  warnings: Notice[],
): Promise<void> {
  try {
    printView(app.terminal, format, schemaName(path), view, warnings.splice(0));
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
    const hint = (await view.secret?.undo?.()) ?? view.secret?.ifLost ?? view.bytes?.ifLost;
    if (hint === undefined) throw error;
    throw error.with({ hint });
  }
}

/** How an error is to be told when the arguments could not be parsed. */
function formatOf(argv: readonly string[]): Globals["format"] {
  const ours = argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
  return ours.includes("--json") || ours.includes("--jsonl") ? "json" : "human";
}
