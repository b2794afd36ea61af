import type { Host } from "../../src/cli/host.ts";
import { errorText } from "../../src/cli/output.ts";
import { runProgram } from "../../src/cli/program.ts";
import { isFobError } from "../../src/core/errors.ts";
import { type FakeApp, type FakeAppOptions, fakeApp } from "./fake-app.ts";
import { schemaProblems } from "./schemas.ts";

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  /** What was written past the redactor. */
  readonly secretOut: string;
  /** Null where the call ended before anything was opened. */
  readonly app: FakeApp | null;
}

/** One call of the program in this process, on fakes. What is no FobError is a bug and fails the test. */
export async function runFake(
  argv: readonly string[],
  options: FakeAppOptions = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const said = { out: "", err: "" };
  let app: FakeApp | null = null;
  const same = (text: string) => text;
  const flush = () => {
    if (app === null) return;
    said.out += app.terminal.seen.out;
    said.err += app.terminal.seen.err;
    app.terminal.seen.out = "";
    app.terminal.seen.err = "";
  };
  const host: Host = {
    version: "1.2.3",
    env,
    async createApp(globals, _bulk, warn) {
      app = fakeApp({
        ...options,
        selection: { flag: globals.profile, fobProfile: globals.fobProfile, ...options.selection },
        assumeYes: globals.yes,
        username: globals.username,
        ...(globals.store === null ? {} : { storeFlag: globals.store }),
      });
      return { ...app, warn };
    },
    writeOut(text) {
      said.out += text;
      return true;
    },
    helpWidth: () => undefined,
    fail(error, format) {
      flush();
      const line = `${errorText(error, format, same, same)}\n`;
      said.err += app?.redactor.redact(line) ?? line;
    },
    asFobError(error) {
      if (isFobError(error)) return error;
      throw error;
    },
    close: async () => {},
  };
  const status = await runProgram(host, argv);
  flush();
  const opened: FakeApp | null = app;
  const secretOut = secretOf(opened);
  const problems = await schemaProblems(argv, { status, stdout: said.out + secretOut, stderr: said.err });
  if (problems.length > 0) throw new Error(`fob ${argv.join(" ")}: not its schema:\n${problems.join("\n")}`);
  return { status, ...said, secretOut, app: opened };
}

function secretOf(app: FakeApp | null): string {
  return app?.terminal.seen.secretOut ?? "";
}

/** The error that is the last line of stderr. */
export function lastError(ran: Ran): Readonly<Record<string, unknown>> {
  const line = ran.err.trimEnd().split("\n").at(-1) ?? "";
  const { schema, error } = JSON.parse(line) as { schema: string; error: Readonly<Record<string, unknown>> };
  if (schema !== "fob.error/v1") throw new Error(`unexpected schema ${schema}`);
  return error;
}
