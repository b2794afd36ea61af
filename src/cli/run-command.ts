import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { Notice } from "../core/provider.ts";
import type { Command, CommandEntry, View } from "./command.ts";
import { type Globals, readGlobals } from "./global-options.ts";
import type { Host } from "./host.ts";
import { inputOf } from "./input.ts";
import { withNextCommand } from "./next-command.ts";
import { printView, printWarnings } from "./output.ts";
import { schemaName } from "./schema/name.ts";

/** What argv says, once it is understood. */
export interface Call {
  readonly entry: CommandEntry;
  readonly command: Command;
  readonly args: readonly string[];
  /** By their names in camel case, as commander gives them. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Runs one command, prints once; answers the exit status. */
export async function runCommand(host: Host, call: Call, argv: readonly string[]): Promise<number> {
  const { entry, command, args, options } = call;
  const globals = readGlobals(options, host.env, command.options);
  const warnings: Notice[] = [];
  const said = new Set<string>();
  let app: App | null = null;
  try {
    const isBulk = entry.bulk === true || (entry.bulk !== undefined && options[entry.bulk] === true);
    app = await host.createApp(globals, isBulk, (notice) => {
      // Who looks at all profiles twice meets the one that cannot be read twice.
      if (said.has(notice.message)) return;
      said.add(notice.message);
      // A command that is run may take hours: what is to be known of its login is said before.
      if (entry.runsCommand && app !== null) printWarnings(app.terminal, [notice]);
      else warnings.push(notice);
    });
    const view = await command.run(app, inputOf(app, globals, args, options, argv));
    await print(app, globals, entry, view, warnings);
    const failure = (await view.afterwards?.()) ?? view.failure;
    // What came up since the answer went out.
    printWarnings(app.terminal, warnings);
    if (failure) host.fail(withNextCommand(failure, entry.path), globals.format, app);
    return view.status || (failure?.exit ?? 0);
  } catch (error) {
    const failure = withOwnStatus(entry, host.asFobError(error));
    app?.terminal.progressDone();
    if (app !== null) printWarnings(app.terminal, warnings);
    host.fail(withNextCommand(failure, entry.path), globals.format, app);
    return failure.exit;
  }
}

/** Where all other statuses belong to the command that is run, fob's own failures have one. */
export function withOwnStatus(entry: CommandEntry | null, failure: FobError): FobError {
  const asEver = ["command_not_executable", "command_not_found", "hangup", "interrupted", "terminated"];
  return entry?.runsCommand && !asEver.includes(failure.code) ? failure.with({ exit: 125 }) : failure;
}

async function print(app: App, { format }: Globals, { path }: CommandEntry, view: View, warnings: Notice[]) {
  try {
    await printView(app.terminal, format, schemaName(path), view, warnings.splice(0));
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
    const hint = (await view.secret?.undo?.()) ?? view.secret?.ifLost ?? view.bytes?.ifLost;
    if (hint === undefined) throw error;
    throw error.with({ hint });
  }
}
