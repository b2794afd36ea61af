import { FobError } from "../core/errors.ts";
import type { Globals } from "./global-options.ts";
import type { Host } from "./host.ts";
import { withNextCommand } from "./next-command.ts";
import { plainCall } from "./plain-call.ts";
import { runCommand } from "./run-command.ts";
import { withStatus } from "./with-status.ts";

/** Parses, runs one command, prints once; answers the exit status. */
export function runProgram(host: Host, typed: readonly string[]): Promise<number> {
  const argv = withStatus(typed);
  return told(host, argv, async () => {
    const call = await plainCall(argv);
    return call === null ? parseAndRun(host, argv) : runCommand(host, call, argv);
  });
}

/** The same by the whole parser, however plain the call is. */
export function runProgramInFull(host: Host, typed: readonly string[]): Promise<number> {
  const argv = withStatus(typed);
  return told(host, argv, () => parseAndRun(host, argv));
}

/** The rest of an answer that was given without the program. */
export function tellRest(
  host: Host,
  argv: readonly string[],
  rest: string,
  ifLost?: string,
): Promise<number> {
  return told(host, argv, async () => {
    if (writeAnswer(host, rest, ifLost) || ifLost === undefined) return 0;
    throw new FobError("output", "The answer could not be written: the reader has gone.", { hint: ifLost });
  });
}

/** False where the reader has gone. */
function writeAnswer(host: Host, text: string, hint?: string): boolean {
  try {
    return host.writeOut(text);
  } catch (error) {
    throw host.asFobError(error).with({ hint });
  }
}

/** The parser costs more than all that a short command does, so it is loaded for help, mistakes and rare forms. */
async function parseAndRun(host: Host, argv: readonly string[]): Promise<number> {
  const { parse } = await import("./parser.ts");
  return parse(host, argv, (call) => runCommand(host, call, argv));
}

async function told(host: Host, argv: readonly string[], work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    const failure = host.asFobError(error);
    host.fail(withNextCommand(failure, []), formatOf(argv), null);
    return failure.exit;
  } finally {
    await host.close();
  }
}

/** How an error is to be told when the arguments could not be parsed. */
function formatOf(argv: readonly string[]): Globals["format"] {
  const ours = argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
  return ours.includes("--json") || ours.includes("--jsonl") ? "json" : "human";
}
