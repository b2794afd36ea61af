import type { Env, Globals } from "../cli/global-options.ts";
import type { Host } from "../cli/host.ts";
import { errorText } from "../cli/output.ts";
import { runProgram, runProgramInFull, tellRest } from "../cli/program.ts";
import type { App } from "../core/app.ts";
import { FobError, isFobError } from "../core/errors.ts";
import { createRedactor } from "../core/redactor.ts";
import { secretVariables } from "../platform/given-secrets.ts";
import { type Signals, watchSignals } from "../platform/signals.ts";
import { isTerminal } from "../platform/terminal/is-terminal.ts";
import { isReaderGone, writeQuietly, writeWhole } from "../platform/terminal/output.ts";
import { type Built, createApp } from "./create-app.ts";

/** Runs one call of fob and answers its exit status. */
export async function run(process: NodeJS.Process, version: string, inFull: boolean): Promise<number> {
  const [, , first, ...words] = process.argv;
  if (first === "__complete") return (await import("./complete.ts")).answerShell(process, words.slice(1));
  const argv = process.argv.slice(2);
  const host = hostOf(process, version);
  return inFull ? runProgramInFull(host, argv) : runProgram(host, argv);
}

/** Writes what a quick answer could not get rid of, or tells why; answers the exit status. */
export function writeRest(
  process: NodeJS.Process,
  version: string,
  rest: string,
  ifLost?: string,
): Promise<number> {
  return tellRest(hostOf(process, version), process.argv.slice(2), rest, ifLost);
}

/** False where the reader has gone. */
function writeToReader(write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (isReaderGone(error)) return false;
    throw error;
  }
}

function hostOf(process: NodeJS.Process, version: string): Host {
  writeNoReports(process);
  const redactor = createRedactor();
  keepSecretsOf(process.env, redactor.keep);
  const signals = watchSignals(process);
  let built: Built | null = null;
  return {
    version,
    env: process.env,
    async createApp(globals, bulk, warn) {
      built = await createApp({ process, redactor, signals, version }, globals, bulk, warn);
      return built.app;
    },
    writeOut: (text) => writeToReader(() => writeWhole(1, text)),
    helpWidth: () => (isTerminal(process, 1) ? process.stdout.columns : undefined),
    fail: (error, format, app) => writeQuietly(2, redactor.redact(`${failureText(error, format, app)}\n`)),
    asFobError: (error) => asFobError(error, signals),
    close: async () => {
      await built?.app.audit.record();
      await built?.close();
    },
  };
}

function failureText(error: FobError, format: Globals["format"], app: App | null): string {
  const same = (text: string) => text;
  const { bad, dim } = app?.terminal.err ?? { bad: same, dim: same };
  const trace = error.code === "bug" && error.cause instanceof Error ? `${error.cause.stack}\n` : "";
  return trace + errorText(error, format, bad, dim);
}

function asFobError(error: unknown, { signal }: Signals): FobError {
  if (isFobError(error, "interrupted") && isFobError(signal.reason)) return signal.reason;
  if (error instanceof FobError) return error;
  if (isFobError(signal.reason)) return signal.reason;
  return new FobError("bug", "Something went wrong inside fob itself.", {
    hint: "Please report it with the lines above.",
    cause: error,
  });
}

/** A report holds the whole environment, FOB_TOKEN with it (nodejs.org/api/report.html), and nothing can redact it. */
function writeNoReports(process: NodeJS.Process): void {
  // Only node's own flags switch them on, and process.report is loaded on use.
  if (process.execArgv.length === 0 && !process.env.NODE_OPTIONS) return;
  const { report } = process;
  if (report === undefined) return;
  report.reportOnUncaughtException = false;
  report.reportOnFatalError = false;
  report.reportOnSignal = false;
}

/** Known before anything runs, so that even a crash shows none of them. */
function keepSecretsOf(env: Env, keep: (value: string) => unknown): void {
  for (const name of ["FOB_TOKEN", "FOB_STORE_KEY", ...Object.values(secretVariables)]) {
    const value = env[name];
    if (value) keep(value);
  }
}
